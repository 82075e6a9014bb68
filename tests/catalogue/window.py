"""The 收表 page on the clerk's own ledger: the files of a command are dropped there first, and nothing is merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.period import Period
from qcapp.merge.plan import FilePlan
from qcapp.merge.questions import Ask
from qcapp.services import Services
from tests.merge.world import JULY
from tests.ui.collect.world import Shelf, Sitting, open_sitting
from tests.ui.hands import press_keys
from ui.models.collect_batch import Batch
from ui.models.collect_files import NAME, RECEIVED, RESULT, UNIT
from ui.models.collect_rows import Row, Shown
from ui.pages.collect_questions import QuestionStrip

_OPTIONS = ("--period", "--received", "--unit")


@dataclass(frozen=True)
class Wish:
    """What a merge command is asked for; without a day the files came in today."""

    paths: tuple[Path, ...]
    period: Period | None
    received: date
    unit: str | None

    @classmethod
    def of(cls, words: Sequence[object]) -> Wish:
        said: dict[str, str] = {}
        paths: list[Path] = []
        rest = iter(words)
        for word in rest:
            if word in _OPTIONS:
                said[str(word)] = str(next(rest))
            elif word != "--dry-run":
                paths.append(Path(str(word)))
        period = Period.parse(said["--period"]) if "--period" in said else None
        day = date.fromisoformat(said["--received"]) if "--received" in said else date.today()
        return cls(tuple(paths), period, day, said.get("--unit"))


@dataclass(frozen=True)
class Listed:
    """A row of the list as a person sees it; ``whole`` is the tip over the name: the whole path."""

    whole: str
    name: str
    unit: str
    day: str
    pill: str


class Window(Sitting):
    """The page, with what it shows put into a test's words."""

    @classmethod
    def on(cls, services: Services, qtbot: QtBot) -> Window:
        """On that ledger, at July 2021; files are read as they lie on the disk."""
        made = open_sitting(services, Shelf(services.look.plan(JULY)), qtbot)
        return cls(made.page, made.shelf, made.services, made.qtbot, made.said, made.troubles, made.changes)

    def read(self, wish: Wish) -> None:
        """Do in the window what the command asks for, up to 合并入账."""
        self.receive(*wish.paths, day=wish.received, period=wish.period or JULY)
        if wish.period is not None and self.page.files.into_period.isVisible():
            self.page.files.into_period.click()
            self.settle()
        for ask, value in ((Ask.PERIOD, wish.period), (Ask.UNIT, wish.unit)):
            if value is not None:
                self._answer_wherever_asked(ask, str(value))

    def receive(self, *paths: Path, day: date = date(2021, 7, 22), period: Period = JULY) -> None:
        """Drop files that came in on that day."""
        if self.page.period != period:
            self.page.set_period(period)
            self.page.refresh()
            self.settle()
        self.page.files.received.setDate(QDate(day.year, day.month, day.day))
        self.drop(*paths)

    @property
    def batch(self) -> Batch:
        return self.page.work.batch

    @property
    def results(self) -> list[tuple[str, str]]:
        """Unit and pill of each row of the list."""
        return [(each.unit, each.pill) for each in self.rows_listed]

    @property
    def at_hand(self) -> QWidget:
        """Where the keys go."""
        widget = self.page.focusWidget()
        assert widget is not None
        return widget

    def clear(self) -> None:
        self.page.files.clear_requested.emit()
        assert self.page.files.model.rowCount() == 0

    @property
    def rows_listed(self) -> list[Listed]:
        model = self.page.files.model
        found = []
        for row in range(model.rowCount()):
            whole = str(model.index(row, NAME).data(Qt.ItemDataRole.ToolTipRole))
            found.append(Listed(whole, *(str(model.index(row, column).data()) for column in (NAME, UNIT, RECEIVED, RESULT))))
        return found

    def select(self, row: int) -> FilePlan:
        """Go to a file of the list."""
        self.page.walk.select(row)
        QApplication.processEvents()
        found = self.page.files.selected
        assert found is not None
        return found[0]

    def show(self, shown: Shown) -> None:
        """By the chip over the table, where there is one."""
        if self.page.compare.chips.isVisible():
            self.page.compare.chips.chip(shown.value).click()

    @property
    def rows(self) -> list[Row]:
        """Rows of the comparison, none where words stand in place of the table."""
        compare = self.page.compare
        return [compare.fields.at(row) for row in range(compare.fields.rowCount())] if compare.table.isVisible() else []

    @property
    def words(self) -> str:
        """All that labels and buttons say."""
        page = self.page
        labels = [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
        return "\n".join(labels + [each.text() for each in page.findChildren(QAbstractButton) if each.isVisible()])

    def seen(self, widget: QWidget) -> bool:
        """Whether any of it is in view, not scrolled or squeezed away."""
        return widget.isVisible() and not widget.visibleRegion().isEmpty()

    @property
    def asked(self) -> list[QuestionStrip]:
        """The strips that wait for an answer."""
        return [strip for strip in self.page.compare.strips.questions if strip.waits and strip.isVisible()]

    def answer(self, strip: QuestionStrip, value: str) -> None:
        """By its button, else by its list."""
        button = next((each for each in strip.buttons if each.objectName() == value), None)
        if button is not None:
            button.click()
        else:
            assert strip.search is not None
            strip.search.setCurrentIndex(strip.search.findData(value))
            strip.search.choose()
        self.settle()

    def merge_by_key(self) -> None:
        press_keys(self.page, "Ctrl+Return")
        self.settle()
        assert not self.batch.plan.mergeable

    def _answer_wherever_asked(self, ask: Ask, value: str) -> None:
        for row in range(self.page.files.model.rowCount()):
            self.select(row)
            for strip in self.asked:
                if strip.question.ask is ask and any(option.value == value for option in strip.question.options):
                    self.answer(strip, value)
                    break


@contextmanager
def unwritten(ledger: Path) -> Iterator[None]:
    """Neither the ledger nor anything beside it is touched meanwhile."""
    before = _bytes_of(ledger.parent)
    yield
    assert _bytes_of(ledger.parent) == before


def _bytes_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
