"""Forms' values as they stand in the ledger."""

from __future__ import annotations

from db.coding import Unpacked, packed

_MANY = 1500


def test_forms_looked_through_by_the_thousand_say_the_same_when_they_are_asked_again() -> None:
    said = [{(no, "progress"): f"第{no}条进展顺利。", (no, "deadline"): "长期坚持"} for no in range(_MANY)]
    forms = [Unpacked(packed(values)) for values in said]
    for _ in range(2):
        assert [dict(form.items()) for form in forms] == said
        assert [form.get((no, "progress")) for no, form in enumerate(forms)] == [f"第{no}条进展顺利。" for no in range(_MANY)]
    assert [len(form) for form in forms[:2]] == [2, 2]


def test_a_form_without_values_is_none_and_one_with_an_empty_text_is_some() -> None:
    assert not Unpacked(packed({}))
    assert Unpacked(packed({(1, "progress"): ""}))
    assert Unpacked(packed({(1, "progress"): ""})) == {(1, "progress"): ""}
