"""导入下一年清单: which file, what of it goes on with what of this year's, what is carried over. Answers, writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.errors import ExpectedError
from qcapp.domain.period import FIRST_YEAR, LAST_YEAR, Period
from qcapp.domain.succession import LinkKind
from qcapp.ports import Progress
from qcapp.services.plan_import import ImportPreview
from qcapp.services.plan_preview import CONTACTS, DEADLINE
from ui.dialogs.amend_part import ChoiceCombo, FieldRows
from ui.models.import_words import found_words, summary_html
from ui.placing import fitted
from ui.theme import Tone, set_role, set_tone
from ui.widgets.file_drop import FileDropCard
from ui.widgets.labels import WrappedLabel
from ui.widgets.linked_text import LinkedText
from ui.widgets.mapping_pane import MappingPane
from ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from ui.tasks import TaskRunner

_SIZE: Final = (1120, 640)
_STEPS: Final = ("选择清单", "核对对应关系", "确认导入")
_FILES: Final = (
    "细化表（*.xlsx *.docx *.xls *.et *.ods *.json） "
    "(*.xlsx *.xlsm *.xls *.xlsb *.et *.ods *.docx *.docm *.odt *.json);;所有文件 (*)"
)
_KINDS: Final = ((LinkKind.MEASURE, "措施"), (LinkKind.TASK, "任务"), (LinkKind.UNIT, "单位"))

Read = Callable[[Path, int | None, Period | None], ImportPreview]


class ImportDialog(QDialog):
    """``choice``: (what is to be imported, what is carried over), None for 取消. ``read`` takes a file, its year and the first
    month that goes by it, and raises ExpectedError."""

    read_done = Signal()

    def __init__(self, read: Read, year: int, tasks: TaskRunner, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read, self._tasks = read, tasks
        self._asked: tuple[Path, int, Period | None] | None = None
        self.preview: ImportPreview | None = None
        self.choice: tuple[ImportPreview, tuple[str, ...]] | None = None
        self.setWindowTitle("导入下一年清单")
        self.file = QLineEdit()
        self.browse = QPushButton("浏览…")
        self.year = NumberField("哪一年的清单", FIRST_YEAR, LAST_YEAR)
        self.year.load(str(year))
        self.since = ChoiceCombo("从哪个月起用")
        self.drop = FileDropCard()
        self.rows = FieldRows()
        self.found = WrappedLabel()
        self.tabs = QTabBar()
        self.panes = {kind: MappingPane(kind) for kind, _ in _KINDS}
        self.head = WrappedLabel(role="muted")
        self.contacts = QCheckBox("责任人和联系人（第一个月就有，不用再问单位要一遍）")
        self.deadline = QCheckBox("完成时限")
        self.summary = LinkedText("将要导入的")
        self.back, self.next, self.leave = QPushButton("上一步"), QPushButton("下一步"), QPushButton("取消")
        self._steps, self._stack = QStackedWidget(), QStackedWidget()
        self._marks = [QLabel() for _ in _STEPS]
        self._lay_out()
        self._connect()
        self._offer_months()
        self._show_step(0)
        self.resize(fitted(QRect(0, 0, *_SIZE), self.screen().availableGeometry()).size())
        if path is not None:
            self.take([path])

    @classmethod
    def ask(
        cls, parent: QWidget | None, read: Read, year: int, tasks: TaskRunner, path: Path | None = None
    ) -> tuple[ImportPreview, tuple[str, ...]] | None:
        dialog = cls(read, year, tasks, path, parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.choice

    @property
    def step(self) -> int:
        return self._steps.currentIndex()

    @property
    def carry(self) -> tuple[str, ...]:
        return (*((CONTACTS,) if self.contacts.isChecked() else ()), *((DEADLINE,) if self.deadline.isChecked() else ()))

    @Slot(list)
    def take(self, paths: list[Path]) -> None:
        """A file chosen or dropped: read at once."""
        self.file.setText(str(paths[0]))
        self._ask()

    # Reading

    @Slot()
    def _ask(self) -> None:
        """Off the GUI thread; what was asked for last is told."""
        words, year = self.file.text().strip(), self._year()
        self.preview = None
        if not words or year is None:
            self._say("" if year is not None else "年份请写四位数字，如 2022。", Tone.BAD)
            return
        path, since = Path(words).expanduser(), self.since.value
        first = since if isinstance(since, Period) else None
        read = self._read
        self._asked = asked = (path, year, first)
        self._say(f"正在读“{path.name}”……", Tone.IDLE)

        def work(progress: Progress) -> ImportPreview:
            progress.report(0, 0, f"正在读“{path.name}”")
            return read(path, year, first)

        def done(preview: ImportPreview) -> None:
            if asked == self._asked:
                self._show_preview(preview)

        def failed(error: ExpectedError) -> None:
            if asked == self._asked:
                known = path.name in str(error)
                self._say(str(error) if known else f"“{path.name}”读不成清单：{error}", Tone.BAD)
                self.read_done.emit()

        self._tasks.run(work, done, title="读清单", failed=failed, parent=self)

    def _show_preview(self, preview: ImportPreview) -> None:
        self.preview = preview
        for pane in self.panes.values():
            pane.show_preview(preview, anew=True)
        self._count_tabs()
        if preview.troubles:
            self._say(" ".join(preview.troubles), Tone.BAD)
        else:
            self._say(found_words(preview), Tone.GOOD)
        self.read_done.emit()

    def _year(self) -> int | None:
        text = self.year.value()
        return int(text) if text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR else None

    def _say(self, words: str, tone: Tone) -> None:
        self.found.setText(words)
        set_tone(self.found, tone)
        self.next.setEnabled(self.preview is not None and not self.preview.troubles)

    @Slot()
    def _year_typed(self) -> None:
        self._offer_months()
        self._ask()

    def _offer_months(self) -> None:
        year, before = self._year(), self.since.value
        month = before.month if isinstance(before, Period) else 1
        if year is not None:
            self.since.offer([(Period(year, each), Period(year, each).label) for each in range(1, 13)])
            self.since.blockSignals(True)
            self.since.choose(Period(year, month))
            self.since.blockSignals(False)

    # Going through

    @Slot(object)
    def _linked(self, preview: ImportPreview) -> None:
        self.preview = preview
        self._count_tabs()

    def _count_tabs(self) -> None:
        for place, (kind, word) in enumerate(_KINDS):
            doubtful = self.panes[kind].doubtful
            self.tabs.setTabText(place, f"{word}（{doubtful} 条要核对）" if doubtful else word)
        doubtful = sum(pane.doubtful for pane in self.panes.values())
        self.head.setText(
            f"把握不大的 {doubtful} 条排在最前面，请看一看；其余可以照这样。对应关系用来看上年同一条说了什么、带过来联系人。"
            if doubtful else "没有把握不大的了；哪一条不对，选中它在下面改。"
        )

    @Slot()
    def _go_on(self) -> None:
        if self.step == 0 and self.preview is not None and not self.preview.troubles:
            self._show_step(1)
            self.panes[_KINDS[self.tabs.currentIndex()][0]].table.setFocus()
        elif self.step == 1:
            self._show_step(2)
        elif self.step == 2 and self.preview is not None:
            self.choice = (self.preview, self.carry)
            self.accept()

    @Slot()
    def _go_back(self) -> None:
        self._show_step(self.step - 1)

    def _show_step(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        for place, (mark, word) in enumerate(zip(self._marks, _STEPS, strict=True)):
            mark.setText(f"{'●' if place == step else '○'} {place + 1} {word}")
            set_role(mark, "heading" if place == step else "faint")
        self.back.setVisible(step > 0)
        self.next.setText("导入" if step == 2 else "下一步")
        self.next.setEnabled(step > 0 or (self.preview is not None and not self.preview.troubles))
        if step == 2:
            self.summary.show_words(self._summary, top=True)

    def _summary(self) -> str:
        return summary_html(self.preview) if self.preview else ""

    @Slot()
    def _browse(self) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_open

        start = Path(self.file.text()).parent if self.file.text().strip() else documents_folder()
        chosen = ask_open(self, "下一年的细化表", start, _FILES)
        if chosen is not None:
            self.take([chosen])

    # How it looks

    def _lay_out(self) -> None:
        for page in (self._choosing(), self._mapping(), self._confirming()):
            self._steps.addWidget(page)
        top = QFrame()
        set_role(top, "bar")
        marks = QHBoxLayout(top)
        marks.setContentsMargins(18, 10, 18, 10)
        marks.setSpacing(22)
        for mark in self._marks:
            marks.addWidget(mark)
        marks.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(18, 0, 18, 14)
        row.setSpacing(8)
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        set_role(self.next, "primary")
        self.next.setDefault(True)
        for button in (self.back, self.leave, self.browse):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(top)
        column.addWidget(self._steps, 1)
        column.addLayout(row)

    def _choosing(self) -> QWidget:
        self.file.setAccessibleName("下一年的细化表")
        self.file.setPlaceholderText("下一年的细化表：可以把文件拖到这里")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.file, 1)
        line.addWidget(self.browse)
        years = QHBoxLayout()
        years.addWidget(self.year)
        years.addStretch(1)
        months = QHBoxLayout()
        months.addWidget(self.since)
        months.addStretch(1)
        self.rows.add("file", "细化表(&F)", line).setBuddy(self.file)
        self.rows.add("year", "年度(&Y)", years).setBuddy(self.year)
        self.rows.add("since", "起用月份(&M)", months).setBuddy(self.since)
        title = QLabel("下一年的责任清单")
        set_role(title, "title")
        inside = QVBoxLayout(self.drop)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(10)
        inside.addLayout(self.rows)
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.addWidget(self.found)
        about = WrappedLabel(
            "正式的细化表（xlsx、docx 等）直接读，标题、任务、措施、责任单位都按印的来。"
            "今年的清单原样保留：以前各月仍按今年的清单看、改、打印；从起用月份开始按新的。", "muted",
        )
        about.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return _page(title, self.drop, about, None)

    def _mapping(self) -> QWidget:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("措施、任务、单位的对应关系")
        for kind, word in _KINDS:
            self.tabs.addTab(word)
            self._stack.addWidget(self.panes[kind])
        self.head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return _page(self.head, self.tabs, self._stack, tall=self._stack)

    def _confirming(self) -> QWidget:
        title = QLabel("将要导入的")
        set_role(title, "title")
        word = QLabel("第一个月从上年接着的那一条带过来（只带一条接一条的）")
        set_role(word, "heading")
        self.contacts.setChecked(True)
        box = QFrame()
        set_role(box, "card")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(14, 10, 8, 10)
        inside.addWidget(self.summary)
        return _page(title, box, word, self.contacts, self.deadline, tall=box)

    def _connect(self) -> None:
        self.browse.clicked.connect(self._browse)
        self.file.editingFinished.connect(self._edited)
        self.drop.files_given.connect(self.take)
        self.year.changed.connect(self._year_typed)
        self.since.currentIndexChanged.connect(self._ask)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.leave.clicked.connect(self.reject)
        for pane in self.panes.values():
            pane.changed.connect(self._linked_in)

    @Slot(object)
    def _linked_in(self, preview: ImportPreview) -> None:
        """In one pane; the others go on from there."""
        for pane in self.panes.values():
            if pane is not self.sender():
                pane.show_preview(preview)
        self._linked(preview)

    @Slot()
    def _edited(self) -> None:
        """Typed by hand: read when that is another than was read."""
        path = Path(self.file.text().strip()).expanduser()
        if self.file.text().strip() and (self._asked is None or self._asked[0] != path):
            self._ask()


def _page(*parts: QWidget | None, tall: QWidget | None = None) -> QWidget:
    """``None`` is air; ``tall`` takes what is left."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(18, 8, 18, 4)
    column.setSpacing(8)
    for part in parts:
        if part is None:
            column.addStretch(1)
        else:
            column.addWidget(part, 1 if part is tall else 0)
    return page
