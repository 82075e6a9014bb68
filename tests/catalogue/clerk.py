"""A clerk with a month sent out, and units that return their forms in every state: what the catalogue's tests are told with."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from pytestqt.qtbot import QtBot

from db.opening import open_ledger
from qcapp.domain.period import Period
from qcapp.intake.reader import SafeReader
from qcapp.services import Services, make_services
from tests.catalogue.same import check
from tests.catalogue.window import Window, Wish, unwritten
from tests.cli.desk import MONTH, Desk
from tests.factory import FixedClock
from tools.made_up_returns import Answers

JULY = Period(2021, 7)
COURT, HOUSING = "区法院", "区住建局"
# Columns of a form's fields, by letter; a contact's row is the measure's first or second.
COLUMN = {"contact": "D", "phone": "E", "progress": "F", "problems": "G", "deadline": "H"}
_NUMBERED = re.compile(r"^\s*(\d+)[.．、]")


class Form:
    """A form open in openpyxl. ``row(60)`` is the first of the two rows of measure 60."""

    def __init__(self, path: Path) -> None:
        self.book: Any = openpyxl.load_workbook(path)
        self.sheet: Any = next(each for each in self.book.worksheets if each.sheet_state == "visible")

    @property
    def rows(self) -> dict[int, int]:
        found = ((_NUMBERED.match(str(self.sheet.cell(row, 2).value or "")), row) for row in range(1, self.sheet.max_row + 1))
        return {int(number[1]): row for number, row in found if number}

    def row(self, no: int) -> int:
        return self.rows[no]

    def cell(self, no: int, key: str, below: int = 0) -> Any:
        return self.sheet[f"{COLUMN[key]}{self.row(no) + below}"]

    def put(self, no: int, key: str, value: object, below: int = 0, shown: str | None = None) -> None:
        cell = self.cell(no, key, below)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
        elif shown is None:
            cell.number_format = "General"
        if shown is not None:
            cell.number_format = shown

    def fill(self, no: int, texts: Mapping[str, str]) -> None:
        """As the unit types its answers: names behind their labels."""
        for key, text in texts.items():
            who, _, part = key.partition(".")
            if not part:
                self.put(no, key, text)
                continue
            label, below = ("责任人：", 0) if who == "responsible" else ("联系人：", 1)
            self.put(no, "contact" if part == "name" else "phone", f"{label if part == 'name' else ''}{text}", below)

    def unmerge(self) -> None:
        """As a person does who wants to sort: every merge undone, its text left in the first cell."""
        for merge in list(self.sheet.merged_cells.ranges):
            self.sheet.unmerge_cells(str(merge))

    def cut(self, top: int, count: int) -> None:
        """Delete whole rows, merges below moving up, as office programs do."""
        kept = []
        for merge in list(self.sheet.merged_cells.ranges):
            self.sheet.unmerge_cells(str(merge))
            inside = sum(top <= row < top + count for row in range(merge.min_row, merge.max_row + 1))
            above = max(0, min(count, merge.min_row - top))
            first, last = merge.min_row - above, merge.max_row - above - inside
            if first <= last:
                kept.append((first, merge.min_col, last, merge.max_col))
        self.sheet.delete_rows(top, count)
        for first, left, last, right in kept:
            if (first, left) != (last, right):
                self.sheet.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)

    def nameless(self) -> None:
        """Take away the form id, wherever it is borne; the caption keeps unit and month."""
        for name in list(self.book.custom_doc_props.names):
            del self.book.custom_doc_props[name]
        for name in list(self.book.defined_names):
            del self.book.defined_names[name]
        for sheet in self.book.worksheets:
            if sheet.sheet_state != "visible":
                self.book.remove(sheet)
        self.book.properties.identifier = None
        for part in ("oddFooter", "evenFooter", "firstFooter"):
            for place in ("left", "center", "right"):
                getattr(getattr(self.sheet, part), place).text = None
        for row in self.sheet.iter_rows(max_row=3):
            for cell in row:
                if "表号" in str(cell.value or ""):
                    cell.value = re.sub(r"\s*表号：[-\w]+", "", cell.value)

    def saved(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book.save(path)
        return path


@dataclass
class Clerk(Desk):
    """``forms``: where the month's forms lie, for all tests."""

    forms: Path = field(default_factory=Path)
    hands: QtBot | None = None
    """Where they are given, the window reads whatever a command is to merge, and must say the same."""
    today: date = field(default_factory=date.today)
    """By the window's clock; the command line goes by the machine's."""
    _opened: ExitStack = field(default_factory=ExitStack)
    _window: Window | None = None

    def form(self, unit: str, suffix: str = "xlsx", month: str = MONTH) -> Path:
        folder = self.forms if month == MONTH else self.folder / f"下发{month}"
        return folder / f"{unit}_{month[:4]}年{int(month[5:])}月下发表.{suffix}"

    def messy(
        self, change: Callable[[Form], None], *, unit: str = COURT, answers: Answers | None = None,
        name: str = "新建 XLSX 工作表(最终版)(2).xlsx", month: str = MONTH,
    ) -> Path:
        """The unit's form, filled in, made messy and saved."""
        form = Form(self.form(unit, month=month))
        for no, texts in (answers or {}).items():
            form.fill(no, texts)
        change(form)
        return form.saved(self.folder / "回收" / name)

    @property
    def window(self) -> Window:
        """The page of 收表 on this very ledger, opened when it is first wanted."""
        if self._window is None:
            assert self.hands is not None
            self._window = Window.on(self._opened.enter_context(self.services(self.today)), self.hands)
        return self._window

    def close(self) -> None:
        if self._window is not None:
            assert self._window.page.tasks.shut_down()
        self._opened.close()

    def ask(self, *words: object, expect: int = 0) -> Any:
        """A merge is done in the window first, up to the last step; what that shows is what the command then says."""
        if self.hands is None or words[0] != "merge":
            return super().ask(*words, expect=expect)
        wish = Wish.of(words[1:])
        self.window.clear()
        with unwritten(self.ledger):
            self.window.read(wish)
        answer = super().ask(*words, expect=expect)
        check(self.window, answer["files"], wish)
        return answer

    def merge(self, *words: object, expect: int = 0) -> list[dict[str, Any]]:
        files: list[dict[str, Any]] = self.ask("merge", *words, expect=expect)["files"]
        return files

    def one(self, *words: object, expect: int = 0) -> dict[str, Any]:
        (file,) = self.merge(*words, expect=expect)
        return file

    @contextmanager
    def services(self, today: date = date(2021, 7, 22)) -> Iterator[Services]:
        """As the window has them: one open ledger, files read in this very process."""
        clock = FixedClock()
        clock.time = clock.time.replace(year=today.year, month=today.month, day=today.day)
        store = open_ledger(self.ledger, clock)
        try:
            yield make_services(store, SafeReader(in_process=True), clock, "经办人", {})
        finally:
            store.close()


def codes(file: Mapping[str, Any], no: int | None = None) -> list[str]:
    return [note["code"] for note in file["notes"] if no is None or note["no"] == no]


def said(file: Mapping[str, Any], code: str) -> list[str]:
    return [note["message"] for note in file["notes"] if note["code"] == code]


def placed(file: Mapping[str, Any]) -> tuple[object, ...]:
    return file["unit"], file["period"], file["outcome"]


def table(path: Path, rows: Sequence[Sequence[object]], name: str = "Sheet1") -> Path:
    """A workbook typed by hand."""
    book: Any = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def copied(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(source, target))
