"""Views of the month's table: a few that are built in, and those that a clerk has saved under a name, kept in the ledger."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from qcapp.domain.errors import UsageError
from qcapp.domain.settings import WARNING_DAYS
from qcapp.domain.text import clean
from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter, view_document, view_from

if TYPE_CHECKING:
    from qcapp.domain.period import Period
    from qcapp.ports import Clock, LedgerStore

_SETTING = "window.views"
_LONGEST = 20


class ViewsService:
    def __init__(self, store: LedgerStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def built_in(self, period: Period) -> tuple[LedgerView, ...]:
        """Those that every ledger has; what is near is counted from today, in a month that is over from its end."""
        day = min(max(self._clock.today(), period.first_day), period.last_day)
        until = day + timedelta(days=int(WARNING_DAYS.number(self._store.settings())) + 1)
        near = (
            Condition("deadline", Test.AFTER, (day - timedelta(days=1)).isoformat()),
            Condition("deadline", Test.BEFORE, until.isoformat()),
        )
        problems = ("no", "measure", "unit", "progress", "problems", "deadline", "status")
        return (
            LedgerView("逾期未报", ViewFilter(states=("overdue",)), Grouping.UNIT),
            LedgerView("本月有问题", ViewFilter(states=("problem",)), columns=problems),
            LedgerView("临近时限", ViewFilter(conditions=near), Grouping.NONE, sort="deadline"),
            LedgerView("按单位看", grouping=Grouping.UNIT),
            LedgerView("按状态看", grouping=Grouping.STATE),
        )

    def saved(self) -> tuple[LedgerView, ...]:
        """In the order saved; one that can't be read any more is passed over."""
        return tuple(self._read())

    def named(self, name: str, period: Period) -> LedgerView:
        """One of either kind; UsageError names those that there are."""
        every = (*self.saved(), *self.built_in(period))
        found = next((view for view in every if view.name == name.strip()), None)
        if found is None:
            known = "、".join(view.name for view in every)
            raise UsageError(f"没有叫“{name}”的视图，请用其中之一：{known}。")
        return found

    def save(self, view: LedgerView, period: Period) -> LedgerView:
        """Under its name, in place of one that has it already; answers it as kept. UsageError for a name that can't be."""
        kept = replace(view, name=self._checked(view.name, period))
        others = self._read()
        if any(each.name == kept.name for each in others):
            self._write([kept if each.name == kept.name else each for each in others])
        else:
            self._write([*others, kept])
        return kept

    def rename(self, name: str, new: str, period: Period) -> LedgerView:
        """UsageError when the new name is taken or the old one is not there."""
        wanted, views = self._checked(new, period), self._read()
        if wanted != name and any(each.name == wanted for each in views):
            raise UsageError(f"已经有叫“{wanted}”的视图，请换一个名字。")
        if not any(each.name == name for each in views):
            raise UsageError(f"“{name}”已经不在保存的视图里，可能在另一个窗口里删了，请另存一个。")
        self._write([replace(each, name=wanted) if each.name == name else each for each in views])
        return next(each for each in self._read() if each.name == wanted)

    def delete(self, name: str) -> None:
        self._write([each for each in self._read() if each.name != name])

    def _checked(self, name: str, period: Period) -> str:
        wanted = clean(name).replace("\n", " ")
        if not wanted:
            raise UsageError("请给视图起个名字。")
        if len(wanted) > _LONGEST:
            raise UsageError(f"视图的名字最多 {_LONGEST} 个字，请写短一些。")
        if wanted in {view.name for view in self.built_in(period)} | {"全部"}:
            raise UsageError(f"“{wanted}”是自带的视图，请换一个名字。")
        return wanted

    def _read(self) -> list[LedgerView]:
        try:
            documents = json.loads(self._store.settings().get(_SETTING, "[]"))
        except ValueError:
            return []
        views: list[LedgerView] = []
        for each in documents if isinstance(documents, list) else []:
            try:
                views.append(view_from(each))
            except UsageError:
                continue
        return views

    def _write(self, views: list[LedgerView]) -> None:
        self._store.remember(_SETTING, json.dumps([view_document(view) for view in views], ensure_ascii=False))
