"""What a clerk has set of a month's 通报 before it goes out: kept between two sittings, no operation, no history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from qcapp.domain.period import Period
from qcapp.domain.settings import read_object
from qcapp.ports import LedgerStore

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class MonthDraft:
    """``wording``: texts by key for this month only, those with faults too. ``number``: 发文字号, None where it was left as the
    setting has it. ``written``: path of the file written last, "" for none. ``day``: 成文日期, None for today's. ``figures``: the
    day as of which its figures are: "" for now, ``due`` for the month's last day to report, else that day."""

    wording: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    number: str | None = None
    written: str = ""
    day: date | None = None
    figures: date | Literal["", "due"] = ""


@dataclass(frozen=True, slots=True)
class MonthDraftService:
    store: LedgerStore

    def of(self, period: Period) -> MonthDraft:
        """An empty one where nothing was set, or what stands there can't be understood."""
        said = read_object(self.store.settings().get(_key(period), ""))
        return _read(said) if said else MonthDraft()

    def keep(self, period: Period, draft: MonthDraft) -> None:
        """Nothing is kept where nothing can be written: the window has said so all along."""
        if not self.store.read_only and draft != self.of(period):
            said = {
                "wording": dict(draft.wording), "number": draft.number, "written": draft.written,
                "day": draft.day.isoformat() if draft.day else "", "figures": str(draft.figures),
            }
            self.store.remember(_key(period), json.dumps(said, ensure_ascii=False))


def _key(period: Period) -> str:
    return f"window.bulletin.{period}"


def _read(said: dict[str, Any]) -> MonthDraft:
    wording, number = said.get("wording"), said.get("number")
    texts = {str(key): str(text) for key, text in wording.items()} if isinstance(wording, dict) else {}
    figures = said.get("figures")
    return MonthDraft(
        texts, number if isinstance(number, str) else None, str(said.get("written") or ""), _day(said.get("day")),
        "due" if figures == "due" else _day(figures) or "",
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
