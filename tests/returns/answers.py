"""The one return that every file of the corpus is: what had been sent, what the unit answered, and each file's own exceptions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from qcapp.domain.fields import FIELDS
from qcapp.domain.forms import FillForm
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.plan_json import load_plan

FOLDER = Path(__file__).resolve().parent
SAVED = FOLDER / "saved"
ANSWERS = FOLDER / "answers.json"
SENT_XLSX = FOLDER / "source" / "sent.xlsx"
SENT_DOCX = FOLDER / "source" / "sent.docx"
SENT_AT = datetime(2021, 7, 1, 9, 0)
PASSWORD = "营商2021"

Cells = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Saved:
    """A file as one program saved it.

    ``but``: fields whose words are others than the answers, "10.progress" → text; ``alike``: white space may differ;
    ``why``: what the program did. ``notes``: codes of what is to be said of it beside what the answers give cause for, "70.…"
    of a measure. ``refused``: words of the sentence for a
    file that no table is read from. ``password``: it opens with PASSWORD only.
    """

    file: str
    by: str
    how: str
    but: Mapping[str, str] = field(default_factory=dict)
    alike: bool = False
    why: str = ""
    notes: tuple[str, ...] = ()
    refused: str = ""
    password: bool = False
    within: str = ""

    @property
    def path(self) -> Path:
        return SAVED / self.file


@cache
def told() -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return whole


def unit() -> str:
    return str(told()["unit"])


def period() -> Period:
    return Period.parse(told()["period"])


@cache
def plan() -> Plan:
    return load_plan((FOLDER.parents[1] / "resources" / "plan_2021.json").read_text(encoding="utf-8"))


def measures() -> tuple[int, ...]:
    return plan().measures_of[unit()]


def cells(of: str) -> dict[int, dict[str, str]]:
    """``sent`` or ``answers``: measure → field → text."""
    return {int(no): dict(texts) for no, texts in told()[of].items()}


def sent_form() -> FillForm:
    """The dispatched form as the ledger froze it."""
    values = {(no, key): text for no, texts in cells("sent").items() for key, text in texts.items()}
    for no in measures():
        values |= {(no, "progress"): "", (no, "problems"): ""}
    return FillForm(str(told()["form_id"]), unit(), period(), SENT_AT, values, ("xlsx", "docx"))


def filled() -> dict[int, dict[str, str]]:
    """What stands in the form once it is filled in: every field of every measure."""
    sent, answers = cells("sent"), cells("answers")
    return {
        no: {each.key: answers.get(no, {}).get(each.key) or sent.get(no, {}).get(each.key, "") for each in FIELDS}
        for no in measures()
    }


def expected(saved: Saved) -> dict[tuple[int, str], str]:
    """(measure, field) → what the file says; fields left empty are not among them."""
    cells = {(no, key): text for no, texts in filled().items() for key, text in texts.items()}
    for place, text in saved.but.items():
        no, key = place.split(".", 1)
        cells[int(no), key] = text
    return {place: text for place, text in cells.items() if text}


def files(of: str = "files") -> tuple[Saved, ...]:
    """``files`` or ``archives``."""
    return tuple(_saved(file, about) for file, about in told()[of].items())


def _saved(file: str, about: Mapping[str, Any]) -> Saved:
    told: dict[str, Any] = {**about, "notes": tuple(about.get("notes", ()))}
    return Saved(file, **told)
