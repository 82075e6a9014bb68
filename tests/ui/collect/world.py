"""Returned files made up for the 收表 page: forms of the built-in list, lying under the paths that a test drops."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcapp.domain.forms import Note, ReturnedFile, ReturnedForm, ReturnedRow
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.merge.plan import Decision, FieldPlan
from qcapp.ports import Progress
from qcapp.services import Services
from tests.merge.world import JULY, returned_row
from ui.models.collect_fields import RESULT as FIELD_RESULT
from ui.models.collect_files import NAME, RESULT, UNIT
from ui.pages.collect import CollectPage
from ui.tasks import TaskRunner

UNIT_NAME = "区住建局"
SENT, OURS, THEIRS = "起草方案。", "起草方案，征求 5 家单位意见。", "起草方案，并报区司法局审查。"
Cells = Mapping[int, Mapping[str, str]]


@dataclass
class Shelf:
    """A reader: each path holds what was laid there; any other path, nothing. ``reads`` counts how often each was read."""

    plan: Plan
    files: dict[Path, list[ReturnedFile]] = field(default_factory=dict)
    reads: list[Path] = field(default_factory=list)
    locks: dict[Path, str] = field(default_factory=dict)
    """Path → the password without which it is not to be read."""
    tried: list[tuple[str, ...]] = field(default_factory=list)

    def read(
        self, paths: Sequence[Path], progress: Progress, passwords: Sequence[str] = ()
    ) -> Iterable[ReturnedFile]:
        for place, path in enumerate(paths):
            progress.report(place, len(paths), f"正在读取 {path.name}")
            self.reads.append(path)
            self.tried.append(tuple(passwords))
            shut = path in self.locks and self.locks[path] not in passwords
            for file in self.files.get(path, []):
                yield replace(file, form=None, refusal="这份文件加了密码。", locked=True) if shut else file

    def part(self, data: bytes, name: str) -> bytes:
        return name.encode()

    def close(self) -> None:
        """Nothing is open."""

    def lay(
        self, path: Path, cells: Cells, *, unit: str = "", form_id: str | None = None, period: Period | None = None,
        notes: Sequence[Note] = (), member: str | None = None, asides: Mapping[tuple[int, str], str] | None = None,
        label: str | None = None,
    ) -> ReturnedFile:
        """A readable form at that path; several may lie in one archive, by ``member``. ``asides``: (measure, field) → words
        beside that cell. ``label``: what stands in the column 责任单位 in place of the printed name."""
        told = {} if label is None else {"unit_label": label}
        rows = (returned_row(self.plan, no, texts, **told) for no, texts in cells.items())
        form = ReturnedForm(
            tuple(_with_asides(row, asides or {}) for row in rows),
            {form_id: ("property",)} if form_id else {},
            unit_hints=(unit,) if unit else (), period_hint=period, notes=tuple(notes),
        )
        data = repr((form, member)).encode()
        file = ReturnedFile(str(path), member, hashlib.sha256(data).hexdigest(), data, form)
        self.files.setdefault(path, []).append(file)
        return file

    def refuse(self, path: Path, sentence: str) -> None:
        data = str(path).encode()
        self.files[path] = [ReturnedFile(str(path), None, hashlib.sha256(data).hexdigest(), data, None, sentence)]

    def scan(self, path: Path) -> ReturnedFile:
        """A picture: no table, but perhaps a return all the same."""
        data = str(path).encode()
        file = ReturnedFile(
            str(path), None, hashlib.sha256(data).hexdigest(), data, None, "这是图片，没有可读的表格。", keepable=True
        )
        self.files[path] = [file]
        return file

    def copy(self, source: Path, target: Path) -> None:
        """The same bytes under another name."""
        self.files[target] = [replace(file, path=str(target)) for file in self.files[source]]


def _with_asides(row: ReturnedRow, asides: Mapping[tuple[int, str], str]) -> ReturnedRow:
    cells = {key: cell._replace(aside=asides.get((row.no or 0, key), "")) for key, cell in row.cells.items()}
    return replace(row, cells=cells)


@dataclass
class Sitting:
    """The page at work on a real ledger, told in a few words. ``said`` and ``troubles`` are what it told the shell."""

    page: CollectPage
    shelf: Shelf
    services: Services
    qtbot: QtBot
    said: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    changes: list[None] = field(default_factory=list)

    def drop(self, *paths: Path) -> None:
        """As from the desktop: enter, drop, then wait until all is read."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        where, copy = QPointF(300, 200), Qt.DropAction.CopyAction
        left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.page, QDragEnterEvent(where.toPoint(), copy, mime, left, plain))
        QApplication.sendEvent(self.page, QDropEvent(where, copy, mime, left, plain))
        self.settle()

    def settle(self) -> None:
        while True:
            self.qtbot.waitUntil(lambda: not self.busy)
            if not self.page.isActiveWindow():  # work that took long was shown in a dialog; here nobody hands the keys back
                self.page.activateWindow()  # a window that is turned to looks for news, and compares again where there is any
                self.qtbot.waitUntil(self.page.isActiveWindow)
            QApplication.processEvents()  # what was laid out with the last result is shown with the next turn
            if not self.busy:
                return

    @property
    def busy(self) -> bool:
        return self.page.work.busy or self.page.tasks.busy

    def press(self, *keys: Qt.Key) -> None:
        """Keys on the table of fields."""
        for key in keys:
            QTest.keyClick(self.page.compare.table, key)

    def merge(self) -> None:
        QTest.mouseClick(self.page.compare.foot.merge, Qt.MouseButton.LeftButton)
        self.settle()

    def undo(self) -> None:
        QTest.mouseClick(self.page.compare.foot.undo, Qt.MouseButton.LeftButton)
        self.settle()

    @property
    def listed(self) -> list[tuple[str, str, str]]:
        """(file, taken for, result) of each row."""
        model = self.page.files.model
        return [
            (str(model.index(row, NAME).data()), str(model.index(row, UNIT).data()), str(model.index(row, RESULT).data()))
            for row in range(model.rowCount())
        ]

    def field(self, no: int, key: str, file: int = 0) -> FieldPlan:
        """That field of the ``file``-th waiting file."""
        fields = self.page.work.batch.plan.files[file].fields
        return next(each for each in fields if (each.key.no, each.key.field) == (no, key))

    def go_to(self, no: int, key: str) -> int:
        """Make that field the current row."""
        row = self.page.compare.fields.row_of(self.field(no, key))
        self.page.compare.table.go_to(row)
        return row

    def go_to_merged(self, no: int, key: str, merge: int = -1) -> None:
        """Make that field of the file shown, one of a merge, the current row."""
        fields = (each for file in self.page.work.batch.merged[merge].files for each in file.fields)
        wanted = next(each for each in fields if (each.key.no, each.key.field) == (no, key))
        self.page.compare.table.go_to(self.page.compare.fields.row_of(wanted))

    def option_point(self, row: int, decision: Decision) -> QPoint:
        """Where a choice stands in the viewport."""
        table = self.page.compare.table
        index = table.fields.index(row, FIELD_RESULT)
        cell = table.visualRect(index)
        layout = table.layout_of(row)
        assert layout is not None
        option = next(each for each in layout.options if each.decision is decision)
        return cell.topLeft() + option.rect.center()

    def text(self, no: int, key: str, unit: str = UNIT_NAME) -> str:
        """What the ledger says now."""
        return self.services.look.snapshot(JULY).entry(no, unit).text(key)


def open_sitting(services: Services, reader_home: Shelf, qtbot: QtBot) -> Sitting:
    """The page, shown at July 2021 in the size of the smallest screen."""
    tasks = TaskRunner()
    page = CollectPage(services, tasks)
    tasks.setParent(page)
    qtbot.addWidget(page)
    page.set_period(JULY)
    page.resize(1260, 660)
    with qtbot.waitExposed(page):
        page.show()
    page.refresh()
    sitting = Sitting(page, reader_home, services, qtbot)
    page.message.connect(sitting.said.append)
    page.problem.connect(sitting.troubles.append)
    page.ledger_changed.connect(lambda: sitting.changes.append(None))
    return sitting


def court(sitting: Sitting, path: Path, text: str = "诉讼服务上线。") -> Path:
    """A form of another unit, made by hand: nothing had been sent."""
    sitting.shelf.lay(path, {53: {"progress": text}, 60: {"progress": text}}, unit="区法院", period=JULY)
    return path
