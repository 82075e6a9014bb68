"""清单: measures, tasks and units of the month's list, what changed them and from when, and which years there are."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QByteArray, QSettings, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.period import Period
from ui.dialogs.exported import ResultBar
from ui.latest import Latest
from ui.models.plan_reading import MeasureRow, PlanReading, TaskRow, UnitRow, read_plan
from ui.models.plan_rows import PlanChangesModel, PlanMeasuresModel, PlanTasksModel, PlanUnitsModel, PlanYearsModel
from ui.models.plan_words import change_html, measure_html, task_html, unit_html, year_html
from ui.pages.base import Page
from ui.pages.plan_leaf import Deed, PlanLeaf
from ui.pages.plan_work import PlanWork
from ui.when_asked import WhenAsked
from ui.widgets.attachments_box import files_in
from ui.widgets.notice import NoticeBar
from ui.widgets.search_box import SearchBox
from ui.writing import writes

if TYPE_CHECKING:
    from qcapp.forms.list_table import ListTable
    from qcapp.services import Services
    from ui.tasks import TaskRunner

_NO_CHANGES: Final = "这一年的清单还没有变更过。\n在“措施”“任务”“单位”里新增、修改、停用的，都记在这里。"


class Leaf(IntEnum):
    MEASURES = 0
    TASKS = 1
    UNITS = 2
    CHANGES = 3
    YEARS = 4


def _rows(reading: PlanReading, leaf: Leaf) -> Sequence[Any]:
    """What that leaf lists."""
    return (reading.measures, reading.tasks, reading.units, reading.changes, reading.years)[leaf]


def _holds(row: Any) -> bool:
    return bool(row.holds)


class PlanPage(Page):
    name = "plan"
    title = "清单"
    searchable = True

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self.reading: PlanReading | None = None
        self._wanted: tuple[Leaf, object] | None = None
        self._begins: Period | None = None
        self.bar = QWidget()
        self.search = SearchBox("在清单里查找（序号、文字、单位、拼音首字母）")
        self.export_button = QPushButton("导出清单…")
        self.import_button = QPushButton("导入下一年清单…")
        writes(self.import_button)
        self.tabs = QTabBar()
        self.notice = NoticeBar()
        self.result = ResultBar()
        self.work = PlanWork(services, tasks, self)
        self._reading = Latest(tasks, "看清单", self)
        self._stack = QStackedWidget()
        self.setAcceptDrops(True)
        self._lay_out()
        self._split: QByteArray | None = None
        self.leaves = WhenAsked(self._add_leaf)
        self._connect()
        self._stack.setCurrentWidget(self.leaf)

    @property
    def leaf(self) -> PlanLeaf:
        return self.leaves[Leaf(self.tabs.currentIndex())]

    @property
    def busy(self) -> bool:
        return self._reading.busy

    def refresh(self) -> None:
        plan, period = self.services.plan, self.period
        self._reading.ask(lambda _: read_plan(plan, period), pause=0)

    def toolbar(self) -> QWidget:
        return self.bar

    def status_words(self) -> str:
        if self.reading is None:
            return ""
        return f"{self.reading.plan.title} · {self.reading.period.label} · {self.leaf.count_words()}"

    def show_item(self, what: object) -> None:
        """A measure's number; a unit's name."""
        if isinstance(what, int):
            self._want(Leaf.MEASURES, what)
        elif isinstance(what, str):
            self._want(Leaf.UNITS, what)

    def clear_notices(self) -> None:
        self.notice.clear()
        self.result.clear()

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def step(self, by: int) -> bool:
        self.leaf.step(by)
        return True

    def shown_table(self) -> ListTable | None:
        """The leaf at hand, as it is listed."""
        if self.reading is None:
            return None
        plan, period = self.reading.plan, self.reading.period
        return self.leaf.listed_table(f"{plan.title}：{self.leaf.name}", period.label)

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("plan/leaf", self.tabs.currentIndex())
        settings.setValue("plan/split", self.leaves[Leaf.MEASURES].split.saveState())

    def restore_state(self, settings: QSettings) -> None:
        try:
            self.tabs.setCurrentIndex(Leaf(int(str(settings.value("plan/leaf", 0)))))
        except ValueError:
            self.tabs.setCurrentIndex(Leaf.MEASURES)
        state = settings.value("plan/split")
        if isinstance(state, QByteArray):
            self._split = state
            for leaf in self.leaves.values():
                leaf.split.restoreState(state)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Next year's list, to be imported."""
        if files := files_in(event.mimeData()):
            event.acceptProposedAction()
            self.import_next(files[0])

    @Slot()
    def import_next(self, path: Path | None = None) -> None:
        self.work.import_next(path if isinstance(path, Path) else None)

    @Slot()
    def export(self) -> None:
        self.work.export(self.period)

    # Showing

    @Slot(object)
    def _read(self, reading: PlanReading) -> None:
        self.reading = reading
        for leaf, shown in self.leaves.items():
            shown.show_rows(_rows(reading, leaf))
        self.tabs.setTabText(Leaf.CHANGES, f"变更 {len(reading.changes)}" if reading.changes else "变更")
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._want(*wanted)
        self.status_changed.emit()

    @Slot(object)
    def _not_read(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))

    def _want(self, leaf: Leaf, key: object) -> None:
        """That row, now or once it is read."""
        if self.reading is None or self.busy:
            self._wanted = (leaf, key)
        if leaf is Leaf.UNITS and self.reading is not None:
            key = self.reading.plan.identities.get(str(key), key)
        self.search.clear()
        self.tabs.setCurrentIndex(leaf)
        if self.reading is not None:
            self.leaves[leaf].choose(key)
            self.leaves[leaf].table.setFocus()

    @Slot(int)
    def _turned(self, place: int) -> None:
        self._stack.setCurrentWidget(self.leaf)
        self.leaf.search(self.search.text().strip())
        self.status_changed.emit()

    @Slot(str)
    def _search(self, text: str) -> None:
        self.leaf.search(text)
        self.status_changed.emit()

    @Slot()
    def _left_search(self) -> None:
        self.leaf.table.setFocus()

    @Slot(str)
    def _follow(self, target: str) -> None:
        kind, _, rest = target.partition(":")
        match kind:
            case "ledger":
                self.go_requested.emit("ledger", int(rest))
            case "past":
                self.go_requested.emit("past", int(rest))
            case "history":
                self.go_requested.emit("history", rest)
            case "month":
                self.period_requested.emit(Period.parse(rest))
            case "measure":
                self._want(Leaf.MEASURES, int(rest))
            case "unit":
                self._want(Leaf.UNITS, rest)
            case "change":
                self._want(Leaf.CHANGES, int(rest))

    # Doing

    @Slot(str, object)
    def _do(self, deed: str, row: object) -> None:
        if self.reading is not None:
            self.work.start(deed, row, self.reading)

    @Slot(str)
    def _done(self, words: str) -> None:
        self.ledger_changed.emit()
        self.refresh()
        self.message.emit(words)

    @Slot(object, str)
    def _imported(self, begins: Period, words: str) -> None:
        self._begins = begins
        self.ledger_changed.emit()
        self.refresh()
        self.notice.show_info(words, f"去看 {begins.label}")
        self.message.emit(words)

    @Slot()
    def _go_there(self) -> None:
        if self._begins is not None:
            self.period_requested.emit(self._begins)

    @Slot(object)
    def _written(self, path: Path) -> None:
        self.result.show_file(path)

    def _add_leaf(self, leaf: Leaf) -> PlanLeaf:
        """When it is first asked for: all of them at once would take most of a first visit."""
        made = self._made_leaf(leaf)
        self._stack.addWidget(made)
        if self._split is not None:
            made.split.restoreState(self._split)
        if self.reading is not None:
            made.show_rows(_rows(self.reading, leaf))
        made.wished.connect(self._do)
        made.followed.connect(self._follow)
        made.shown.connect(self.status_changed)
        return made

    def _made_leaf(self, leaf: Leaf) -> PlanLeaf:
        match leaf:
            case Leaf.MEASURES:
                return PlanLeaf(
                    "措施", PlanMeasuresModel(), (48, 116, 260, 150, 128), 2, (
                        Deed("add-measure", "新增措施…"), Deed("amend-measure", "修改…", _holds),
                        Deed("split-measure", "拆分…", _holds), Deed("retire-measure", "停用…", _holds),
                        Deed("assign", "调整责任单位…", _holds),
                    ), self._told_measure, "这个月的清单里没有措施", "amend-measure", parent=self._stack,
                )
            case Leaf.TASKS:
                return PlanLeaf(
                    "任务", PlanTasksModel(), (52, 300, 60, 110), 1, (
                        Deed("add-task", "新增任务…"), Deed("rename-task", "修改名称…", _holds),
                        Deed("retire-task", "停用…", _holds),
                    ), self._told_task, "这个月的清单里没有任务", "rename-task", parent=self._stack,
                )
            case Leaf.UNITS:
                return PlanLeaf(
                    "单位", PlanUnitsModel(), (170, 300, 60, 124), 1, (
                        Deed("add-unit", "新增单位…"), Deed("rename-unit", "更名…", _holds),
                        Deed("end-unit", "并入或停用…", _holds), Deed("alias", "别名…", _holds),
                    ), self._told_unit, "这个月的清单里没有单位", "rename-unit", parent=self._stack,
                )
            case Leaf.CHANGES:
                undo = Deed("undo", "撤销…", lambda row: True, "从那个月起清单恢复原样（Del）")
                return PlanLeaf(
                    "变更", PlanChangesModel(), (86, 240, 116, 66, 120, 74), 1, (undo,), change_html, _NO_CHANGES,
                    parent=self._stack,
                )
            case Leaf.YEARS:
                return PlanLeaf(
                    "年度", PlanYearsModel(), (74, 92, 260, 74, 52, 74, 52, 80), 2, (), year_html, "还没有清单",
                    parent=self._stack,
                )

    def _told_measure(self, row: MeasureRow) -> str:
        return measure_html(row, self.reading) if self.reading else ""

    def _told_task(self, row: TaskRow) -> str:
        return task_html(row, self.reading) if self.reading else ""

    def _told_unit(self, row: UnitRow) -> str:
        return unit_html(row, self.reading) if self.reading else ""

    def _lay_out(self) -> None:
        self.search.setMinimumWidth(220)
        self.search.setMaximumWidth(340)
        self.export_button.setToolTip("这个月的清单，写成空白的细化表（xlsx、docx、pdf），或可再导入的 json")
        self.import_button.setToolTip("从下一年的细化表导入，列出与今年的对应关系；两年的清单都保留。也可以把文件拖到这一页")
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.search, 100)
        for widget in (self.export_button, self.import_button):
            row.addWidget(widget)
        for words in ("措施", "任务", "单位", "变更", "年度"):
            self.tabs.addTab(words)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("清单的各页")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 10)
        column.setSpacing(6)
        for each in (self.tabs, self.notice, self.result):
            column.addWidget(each)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turned)
        self.search.searched.connect(self._search)
        self.search.left_down.connect(self._left_search)
        self.export_button.clicked.connect(self.export)
        self.import_button.clicked.connect(self.import_next)
        self._reading.done.connect(self._read)
        self._reading.failed.connect(self._not_read)
        self.work.begun.connect(self.begin)
        self.work.done.connect(self._done)
        self.work.imported.connect(self._imported)
        self.work.problem.connect(self.problem)
        self.work.written.connect(self._written)
        self.notice.action_requested.connect(self._go_there)
        self.result.failed.connect(self.problem)

