"""Lists as they are searched, whichever thread asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from qcapp.domain.period import Period
from qcapp.services import search_texts
from qcapp.services.search_texts import KnownLists
from tests.factory import small_plan

JULY = Period(2021, 7)


class _Interrupted(tuple[Any, ...]):
    """What is kept of a year, while who looks at it is interrupted by another thread that keeps one more."""

    lists: KnownLists

    def __iter__(self) -> Iterator[Any]:
        self.lists._years.setdefault(2099, (self[0], self[1]))
        return super().__iter__()


def test_a_search_while_the_lists_of_other_years_are_made_ready_finds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window makes them ready beside whoever searches already."""
    plans = {year: replace(small_plan(), year=year) for year in (2021, 2022, 2023)}
    monkeypatch.setattr(search_texts, "states_of", lambda store, year, present: (plans[year],))
    known, store = KnownLists(), Any
    texts = [known.whole(store, year, JULY) for year in (2021, 2022)]  # type: ignore[arg-type]
    for year, kept in [*known._years.items()]:
        known._years[year] = interrupted = _Interrupted(kept)
        interrupted.lists = known
    third = known.whole(store, 2023, JULY)  # type: ignore[arg-type]
    assert third.plan.year == 2023
    assert third.measures is texts[-1].measures
