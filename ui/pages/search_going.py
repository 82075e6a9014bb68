"""From what was found to where it stands: 台账, the month and field; the file that it came from; the measure's earlier months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from qcapp.domain.fields import is_field
from qcapp.domain.period import Period
from qcapp.services.search_found import GroupKind
from ui.models.search_rows import FoundRow
from ui.models.spot import Spot
from ui.originals import Originals
from ui.pages.registry import PAGES

if TYPE_CHECKING:
    from ui.pages.base import Page


class Going(QObject):
    """Asks the window by the page's own signals."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._originals = Originals(page.services, page.tasks, page)
        self._originals.problem.connect(page.problem)
        self._originals.said.connect(page.message)
        self.has_past = any(spec.name == "past" for spec in PAGES)

    def open(self, row: FoundRow) -> None:
        """A field: its form on 台账. A unit: its measures. A file that is of no measure: itself. A 通报: its month there."""
        hit, group = row.hit, row.group
        if row.more:
            return
        period = self._month(row)
        if not self._turn_to(period):
            return
        if group.kind is GroupKind.MONTHS:
            self._page.go_requested.emit("bulletin", None)
        elif row.no is None:
            if hit is not None and hit.sha256 is not None:
                self._originals.open(hit.sha256, hit.marked.text)
            else:
                self._page.go_requested.emit("ledger", self._unit(group.unit, group.year, period))
        else:
            unit = self._unit(hit.unit, group.year, period) if hit and hit.unit else ""
            field = hit.field if hit and is_field(hit.field) else ""
            self._page.go_requested.emit("ledger", Spot(row.no, unit, field, row.words))

    @Slot(object)
    def show_source(self, row: FoundRow) -> None:
        """The file itself, or the one that a field's text came from."""
        hit = row.hit
        if hit is None:
            return
        if hit.sha256 is not None:
            self._originals.open(hit.sha256, hit.marked.text)
            return
        if row.no is None or hit.period is None or not is_field(hit.field):
            self._page.message.emit("这一处没有来源文件，它是在程序里写的。")
            return
        snapshot = self._page.services.look.snapshot(hit.period)
        entry = snapshot.entry(row.no, self._unit(hit.unit, row.group.year, hit.period))
        value = entry.values.get(hit.field)
        if value is None or value.source.sha256 is None or value.source.file is None:
            self._page.message.emit("这一处是手工填写的，没有来源文件。")
            return
        self._originals.open(value.source.sha256, value.source.file)

    @Slot(object)
    def show_past(self, row: FoundRow) -> None:
        if row.no is not None and self._turn_to(self._month(row)):
            self._page.go_requested.emit("past", row.no)

    def _month(self, row: FoundRow) -> Period:
        """That of the hit, the one at hand where it shows there too; of what stands in the list, where the list has it."""
        page, hit = self._page, row.hit
        if hit is not None and hit.period is not None:
            return page.period if hit.present else hit.period
        if row.no is not None:
            return page.services.search.month_for(row.no, row.group.year, page.period)
        return page.period

    def _unit(self, unit: str, year: int, period: Period) -> str:
        return self._page.services.search.unit_in(unit, year, period)

    def _turn_to(self, period: Period) -> bool:
        """Whether the window shows that month now: what is half typed somewhere may keep it."""
        if period != self._page.period:
            self._page.period_requested.emit(period)
        return period == self._page.period
