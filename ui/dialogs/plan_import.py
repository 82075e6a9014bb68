"""导入下一年清单: which file, what of it goes on with what of this year's, what is carried over. Answers, writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.succession import LinkKind
from qcapp.services.plan_import import ImportPreview
from qcapp.services.plan_preview import CONTACTS, DEADLINE
from ui.dialogs.plan_source import PlanSource, Read
from ui.help.key import help_by_f1
from ui.models.import_words import summary_html
from ui.placing import fitted, room_of
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel
from ui.widgets.linked_text import LinkedText
from ui.widgets.mapping_pane import MappingPane
from ui.widgets.step_marks import StepMarks

if TYPE_CHECKING:
    from ui.tasks import TaskRunner

_SIZE: Final = (1120, 640)
_STEPS: Final = ("选择清单", "核对对应关系", "确认导入")
_KINDS: Final = ((LinkKind.MEASURE, "措施"), (LinkKind.TASK, "任务"), (LinkKind.UNIT, "单位"))


class ImportDialog(QDialog):
    """``choice``: (what is to be imported, what is carried over), None for 取消. ``year`` to begin with."""

    def __init__(self, read: Read, year: int, tasks: TaskRunner, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview: ImportPreview | None = None
        self.choice: tuple[ImportPreview, tuple[str, ...]] | None = None
        self.setWindowTitle("导入下一年清单")
        self.source = PlanSource(read, year, tasks)
        self.tabs = QTabBar()
        self.panes = {kind: MappingPane(kind) for kind, _ in _KINDS}
        self.head = WrappedLabel(role="muted")
        self.contacts = QCheckBox("责任人和联系人（第一个月就有，不用再问单位要一遍）")
        self.deadline = QCheckBox("完成时限")
        self.summary = LinkedText("将要导入的")
        self.back, self.next, self.leave = QPushButton("上一步"), QPushButton("下一步"), QPushButton("取消")
        self._steps, self._stack = QStackedWidget(), QStackedWidget()
        self._marks = StepMarks(_STEPS, (18, 10, 18, 10))
        self._lay_out()
        self._connect()
        self._show_step(0)
        help_by_f1(self, "plan", "换一年的清单")
        self.resize(fitted(QRect(0, 0, *_SIZE), room_of(self)).size())
        if path is not None:
            self.source.take([path])

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

    @Slot()
    def _read(self) -> None:
        """Another file, or none."""
        self.preview = preview = self.source.preview
        if preview is not None:
            for pane in self.panes.values():
                pane.show_preview(preview, anew=True)
            self._count_tabs()
        self.next.setEnabled(self.source.ready)

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
        if self.step == 0 and self.source.ready:
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
        self._marks.show_step(step)
        self.back.setVisible(step > 0)
        self.next.setText("导入" if step == 2 else "下一步")
        self.next.setEnabled(step > 0 or self.source.ready)
        if step == 2:
            self.summary.show_words(self._summary, top=True)

    def _summary(self) -> str:
        return summary_html(self.preview) if self.preview else ""

    # How it looks

    def _lay_out(self) -> None:
        for page in (self.source, self._mapping(), self._confirming()):
            self._steps.addWidget(page)
        row = QHBoxLayout()
        row.setContentsMargins(18, 0, 18, 14)
        row.setSpacing(8)
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        set_role(self.next, "primary")
        self.next.setDefault(True)
        for button in (self.back, self.leave):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._marks)
        column.addWidget(self._steps, 1)
        column.addLayout(row)

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
        self.source.changed.connect(self._read)
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
