"""检索: one box for the official list, every month's entries, the names of files and what was decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from qcapp.domain.period import Period
from qcapp.services.search_found import PLACES, Found, Scope
from ui.latest import Latest
from ui.models.search_rows import FoundModel, FoundRow, count_words, rows_of
from ui.pages.base import Page
from ui.pages.search_going import Going
from ui.theme import base_font, set_role
from ui.widgets.chips import ChipRow, ChoiceChip, stretch_row
from ui.widgets.found_list import FoundList
from ui.widgets.found_start import FoundStart
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from qcapp.ports import Progress
    from qcapp.services import Services
    from ui.tasks import TaskRunner

_MONTHS: Final = (("", "全部报告期", None), ("本月", "本月", None), ("今年", "今年", None))
_RECENT: Final = 10
_BOX_HEIGHT: Final = 36


class SearchPage(Page):
    """What is typed is searched for off the GUI thread; only what was typed last is shown."""

    name = "search"
    title = "检索"
    searchable = True

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self._recent: list[str] = []
        self._examples: tuple[tuple[str, str], ...] = ()
        self._found: Found | None = None
        self._asked: tuple[str, Period, Scope] | None = None
        self._ready = False
        self._make_parts()
        self._lay_out()
        self._connect()

    @property
    def scope(self) -> Scope:
        return Scope(self.months.current, self.places.current, self.units.current)

    def set_period(self, period: Period) -> None:
        super().set_period(period)
        plan = self.services.look.plan(period)
        self.units.set_choices([(unit.name, unit.name) for unit in plan.units])
        self.results.delegate.present_year = plan.year

    def refresh(self) -> None:
        if not self._ready:
            self._ready = True
            self.tasks.run(self._prepared, self._show_examples, title="准备检索", parent=self, quiet=True)
        self._asked = None
        self._ask()

    def status_words(self) -> str | None:
        return self.count.text()

    def focus_search(self) -> None:
        self.box.setFocus()
        self.box.selectAll()

    def show_item(self, what: object) -> None:
        """A text: search for it, everywhere."""
        if isinstance(what, str):
            self._search_for(what, everywhere=True)
        self.focus_search()

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("search/recent", self._recent)

    def restore_state(self, settings: QSettings) -> None:
        kept = settings.value("search/recent")
        texts = [kept] if isinstance(kept, str) else kept if isinstance(kept, list) else []
        self._recent = [str(text) for text in texts if text][:_RECENT]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed anywhere on the page goes to the box."""
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.text().isprintable() and event.text().strip() and not held:
            self.box.setFocus()
            self.box.end(False)
            QApplication.sendEvent(self.box, QKeyEvent(event))
        elif event.key() == Qt.Key.Key_Escape:
            self.focus_search()
        else:
            super().keyPressEvent(event)

    def _make_parts(self) -> None:
        self.box = SearchBox("检索措施、各月进展和问题、联系人、电话、文件名、认定原因；拼音首字母也行")
        self.box.setFont(base_font(15))
        self.box.setMinimumHeight(_BOX_HEIGHT)
        self.box.setAccessibleName("检索全部内容")
        self.months = ChipRow()
        self.months.set_chips(_MONTHS)
        self.months.choose("")
        self.places = ChoiceChip("栏目")
        self.places.set_choices([(key, names[0]) for key, names in PLACES.items()])
        self.units = ChoiceChip("责任单位")
        self.count = QLabel()
        set_role(self.count, "muted")
        self.model = FoundModel(self)
        self.going = Going(self)
        self.results = FoundList(self.model, past=self.going.has_past)
        self.start = FoundStart()
        self._latest = Latest(self.tasks, "检索", self)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.results)
        card = QFrame()
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.box)
        column.addLayout(stretch_row([self.months, self.places, self.units], right=[self.count]))
        column.addWidget(card, 1)

    def _connect(self) -> None:
        self.box.searched.connect(self._ask)
        self.box.left_down.connect(self._to_results)
        self.months.chosen.connect(self._ask)
        self.places.chosen.connect(self._ask)
        self.units.chosen.connect(self._ask)
        self.results.left_up.connect(self.focus_search)
        self.results.opened.connect(self._open)
        self.results.source_requested.connect(self.going.show_source)
        self.results.past_requested.connect(self.going.show_past)
        self.start.wanted.connect(self._wanted)
        self._latest.done.connect(self._show)
        self._latest.failed.connect(self._failed)

    @Slot()
    def _ask(self) -> None:
        """Search for what stands in the box now, unless that was done already."""
        text = self.box.text().strip()
        wish = (text, self.period, self.scope)
        if wish == self._asked:
            return
        self._asked = wish
        if not text:
            self._latest.drop()
            self._show_start()
            return
        self._latest.ask(partial(_searched, self.services, text, self.period, self.scope), pause=0)

    @Slot(object)
    def _show(self, found: Found) -> None:
        same = self._found is not None and self._found.text == found.text
        kept, top = (self.results.current, self.results.verticalScrollBar().value()) if same else (None, 0)
        self._found = found
        self.problem.emit("")
        self.model.show_rows(rows_of(found))
        self._tell(count_words(found))
        if not found.groups:
            self.start.show_nothing(found)
            self._turn_to(self.start)
            return
        self._turn_to(self.results)
        at = self.model.row_like(kept)
        self.results.select(at if at >= 0 else self.model.first_hit())
        self.results.verticalScrollBar().setValue(top)

    def _show_start(self) -> None:
        self._found = None
        self.model.show_rows(())
        self._tell("")
        self.start.show_start(self._recent, self._examples)
        self._turn_to(self.start)

    def _turn_to(self, shown: QWidget) -> None:
        """The keys don't stay on what is out of sight."""
        leaving = self._stack.currentWidget()
        focus = QApplication.focusWidget()
        inside = focus is not None and leaving is not shown and (focus is leaving or leaving.isAncestorOf(focus))
        self._stack.setCurrentWidget(shown)
        if inside:
            self.box.setFocus()

    def _tell(self, words: str) -> None:
        self.count.setText(words)
        self.status_changed.emit()

    @Slot()
    def _to_results(self) -> None:
        """Down or Enter in the box: it was meant."""
        self._remember()
        if self.model.rows:
            self.results.setFocus()
        elif self.start.links:
            self.start.links[0].setFocus()

    @Slot(object)
    def _open(self, row: FoundRow) -> None:
        self._remember()
        self.going.open(row)

    @Slot(str, bool)
    def _wanted(self, text: str, everywhere: bool) -> None:
        self._search_for(text, everywhere=everywhere)
        self.box.setFocus()

    def _search_for(self, text: str, *, everywhere: bool) -> None:
        if everywhere:
            self.months.choose("")
            self.places.choose("")
            self.units.choose("")
        self.box.show_text(text)
        self._ask()

    def _remember(self) -> None:
        text = self.box.text().strip()
        if text:
            self._recent = [text, *(each for each in self._recent if each != text)][:_RECENT]

    def _prepared(self, progress: Progress) -> tuple[tuple[str, str], ...]:
        self.services.search.prepare()
        return self.services.search.examples(self.period)

    def _show_examples(self, examples: tuple[tuple[str, str], ...]) -> None:
        self._examples = examples
        if self._found is None and not self.box.text().strip():
            self._show_start()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        self._asked = None
        self.problem.emit(str(error))


def _searched(services: Services, text: str, period: Period, scope: Scope, progress: Progress) -> Found:
    return services.search.search(text, period, scope)
