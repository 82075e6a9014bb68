"""The marked characters are those that were searched for: not one more, not one less, whatever their width and case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.marks import GROUPING, Marked, Span, folded, joined
from qcapp.domain.text import clean, comparable

LETTERS = st.text(
    st.one_of(
        st.sampled_from("发票企业开办ＡａBｂ１2 \n　-（）ｱﾞé́ß㍿①½İıſﬁΣς가ᄀ\u1161\u0301\u200b"), st.characters()
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("企业开办", "开办", ["开办"]),
        ("企业开 办，开\n办", "开办", ["开 办", "开\n办"]),
        ("ＡＰＰ办理 app", "app", ["ＡＰＰ", "app"]),
        ("共１２项", "12", ["１２"]),
        ("㍿办", "式会", ["㍿"]),
        ("㍿办", "社办", ["㍿办"]),
        ("Straße", "strasse", ["Straße"]),
        ("cafe\u0301 好", "café", ["cafe\u0301"]),
        ("ｶﾞス", "ガ", ["ｶﾞ"]),
        ("啊啊啊", "啊啊", ["啊啊"]),
        ("无", "有", []),
        ("", "有", []),
        ("有", "", []),
    ],
)
def test_a_word_is_marked_as_it_is_written(text: str, word: str, found: list[str]) -> None:
    assert [text[span.start : span.end] for span in folded(text).find(word)] == found


@given(LETTERS, st.data())
def test_every_mark_folded_is_the_word(text: str, data: st.DataObject) -> None:
    text = clean(text)
    letters = comparable(text)
    assert folded(text).letters in (letters, "")
    if not letters:
        return
    start = data.draw(st.integers(0, len(letters) - 1))
    word = letters[start : data.draw(st.integers(start + 1, len(letters)))]
    spans = folded(text).find(word)
    assert len(spans) == (folded(text).letters.count(word) if folded(text).letters else 0)
    for span in spans:
        assert word in comparable(text[span.start : span.end])
    if len(letters) == len(set(folded(text).starts)):  # each letter has characters of its own
        assert all(comparable(text[span.start : span.end]) == word for span in spans)


@given(st.text(st.sampled_from("0123456789-–() 办"), max_size=25))
def test_digits_are_marked_with_what_stands_between_them(text: str) -> None:
    bare = folded(text).without(GROUPING)
    for span in bare.find("12"):
        assert [letter for letter in text[span.start : span.end] if letter.isdigit()] == ["1", "2"]


def test_a_long_text_is_shown_around_the_first_mark() -> None:
    text = "前" * 100 + "\n关 键" + "后" * 100
    (span,) = folded(text).find("关键")
    shown = Marked(text, (span,)).around(44)
    assert shown == Marked("…" + "前" * 19 + " 关 键" + "后" * 21 + "…", (Span(21, 24),))
    assert Marked("短", ()).around(44) == Marked("短")
    assert Marked("后" * 50, (Span(48, 50),)).around(44).text == "…" + "后" * 44


@given(LETTERS, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)), max_size=4), st.integers(1, 40))
def test_what_is_cut_keeps_its_marks_on_the_same_characters(text: str, places: list[tuple[int, int]], length: int) -> None:
    spans = joined(Span(at, min(at + long, len(text))) for at, long in places if at < len(text))
    shown = Marked(text, spans).around(length)
    for span in shown.spans:
        assert shown.text[span.start : span.end] in text.replace("\n", " ")
        assert "…" not in shown.text[span.start : span.end] or "…" in text
    if spans:
        assert shown.spans
        first = text[spans[0].start : spans[0].end].replace("\n", " ")
        assert first.startswith(shown.text[shown.spans[0].start : shown.spans[0].end])


def test_marks_that_touch_are_one() -> None:
    assert joined([Span(4, 6), Span(0, 2), Span(2, 3), Span(5, 9)]) == (Span(0, 3), Span(4, 9))
