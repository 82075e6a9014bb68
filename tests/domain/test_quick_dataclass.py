"""A value of the program behaves as the standard library's dataclass would, though it is made in another way."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, InitVar, asdict, field, fields, replace
from typing import Any

import pytest

from qcapp.domain import quick_dataclass

Make = Callable[..., Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """A value."""

    no: int
    unit: str = "区政数局"
    names: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False)
    secret: str = field(default="x", repr=False)


@quick_dataclass.dataclass(frozen=True, slots=True)
class Ours:
    """A value."""

    no: int
    unit: str = "区政数局"
    names: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False)
    secret: str = field(default="x", repr=False)


@quick_dataclass.dataclass(frozen=True, slots=True)
class Key:
    no: int
    words: tuple[str, ...] = ()
    kept: str = field(default="", compare=False)


@quick_dataclass.dataclass(slots=True)
class Loose:
    no: int
    others: list[Any] = field(default_factory=list)


def test_its_parameters_defaults_and_words_are_those_of_the_standard_library() -> None:
    every: list[tuple[Any, ...]] = [(1,), (1, "区法院"), (1, "区法院", ["甲"], "注", "y")]
    for given in every:
        assert repr(Ours(*given)) == repr(Theirs(*given)).replace("Theirs", "Ours")
        assert asdict(Ours(*given)) == asdict(Theirs(*given))
    assert [(each.name, each.type) for each in fields(Ours)] == [(each.name, each.type) for each in fields(Theirs)]
    assert Ours.__match_args__ == Theirs.__match_args__
    assert Ours.__init__.__annotations__ == Theirs.__init__.__annotations__
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'no'"):
        Ours()  # type: ignore[call-arg]


def test_a_list_that_nobody_gave_is_each_values_own() -> None:
    one, other = Ours(1), Ours(1)
    one.names.append("甲")
    assert other.names == []


def test_equal_values_are_found_again_and_what_is_not_compared_counts_for_nothing() -> None:
    kept = {Key(1, ("甲",)): "一"}
    assert kept[Key(1, ("甲",), "other")] == "一"
    assert Key(1) != Key(2)
    another: Any = Loose(1)
    assert Key(1) != another
    assert Loose(1, [2]) == Loose(1, [2])
    assert len({Key(1), Key(1), Key(2)}) == 2
    assert hash(Key(3)) == hash(Key(3, (), "other"))


def test_what_can_be_changed_has_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Loose(1))
    loose = Loose(1)
    loose.no = 2
    assert loose.no == 2
    with pytest.raises(AttributeError):
        loose.other = 3  # type: ignore[attr-defined]


def test_a_frozen_value_stays_as_it_is() -> None:
    value = Key(1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'no'"):
        value.no = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'no'"):
        del value.no
    assert replace(value, no=2) == Key(2)
    assert value.no == 1


def test_a_value_survives_copies_and_the_way_to_another_process() -> None:
    value = Ours(7, "区法院", ["甲"], "注", "y")
    for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert asdict(again) == asdict(value)


def test_a_value_within_itself_can_be_shown() -> None:
    loose = Loose(1)
    loose.others.append(loose)
    assert repr(loose) == "Loose(no=1, others=[...])"


def test_a_value_is_taken_apart_by_match() -> None:
    match Key(4, ("甲",)):
        case Key(no, (word,)):
            assert (no, word) == (4, "甲")
        case _:
            pytest.fail("it was not matched")


def test_what_a_value_does_when_it_is_made_is_done() -> None:
    @quick_dataclass.dataclass(frozen=True)
    class Checked:
        no: int

        def __post_init__(self) -> None:
            if self.no < 0:
                raise ValueError("negative")

        def __repr__(self) -> str:
            return f"第 {self.no} 条"

    assert repr(Checked(1)) == "第 1 条"
    with pytest.raises(ValueError, match="negative"):
        Checked(-1)


def test_what_is_rare_is_the_standard_librarys() -> None:
    @quick_dataclass.dataclass(frozen=True, order=True)
    class Ordered:
        no: int

    @quick_dataclass.dataclass
    class Given:
        no: int
        twice: int = field(init=False)
        by: InitVar[int] = 2

        def __post_init__(self, by: int) -> None:
            self.twice = by * self.no

    @quick_dataclass.dataclass(frozen=True, slots=True)
    class Same:
        no: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Same)

        def __hash__(self) -> int:
            return 1

    assert sorted([Ordered(2), Ordered(1)]) == [Ordered(1), Ordered(2)]
    assert (Given(2).twice, Given(2, 3).twice) == (4, 6)
    assert len({Same(1), Same(2)}) == 1


@pytest.mark.parametrize("frozen", [False, True])
def test_without_comparison_a_value_is_only_itself(frozen: bool) -> None:
    make: Make = quick_dataclass.dataclass(frozen=frozen, eq=False)

    class Only:
        no: int

    made = make(Only)
    one, other = made(1), made(1)
    assert one != other
    assert len({one, other}) == 2
