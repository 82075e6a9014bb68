"""接收交接: a file and its password, the rehearsal, what it found beside what is here, and only then the receiving.

The rehearsal and the receiving run off the GUI thread, by the task runner that is handed in; what the dialog gets done stands in
``received``. The password stays in its field, which is emptied when the dialog is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QRect, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.errors import ExpectedError
from qcapp.domain.handover import SUFFIX, HandoverTrouble, HandoverUnreadable, Received, Rehearsed
from ui.desktop import documents_folder, shown_path, typed_path
from ui.dialogs.files import ask_open
from ui.help.key import help_by_f1
from ui.placing import fitted, room_of
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel
from ui.widgets.pairs import Pairs
from ui.widgets.password_field import PasswordField
from ui.widgets.step_marks import StepMarks

if TYPE_CHECKING:
    from qcapp.ports import Progress
    from qcapp.services.handover import HandoverService
    from ui.tasks import TaskRunner

T = TypeVar("T")

_SIZE: Final = (720, 560)
_STEPS: Final = ("选择文件", "演练结果")
_KINDS: Final = f"交接文件（*{SUFFIX}） (*{SUFFIX});;所有文件 (*)"
_WORDS: Final = (
    "先演练：用密码解开交接文件，每个字节都核对，里面的台账从头检查一遍，再和这台电脑上的比一比。演练不改动任何东西，看过结果再决定接收。"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a receiving that was done."""

    received: Received
    undone: bool = False
    who: str = ""
    """The clerk's name, where it was asked for."""


class TakeoverDialog(QDialog):
    """``who`` stands in the operation. ``told`` is None as long as nothing was received."""

    def __init__(
        self, service: HandoverService, tasks: TaskRunner, who: str, parent: QWidget | None = None, *, ask_name: bool = False
    ) -> None:
        """``ask_name``: nobody has said yet who works here."""
        super().__init__(parent)
        self._ask_name = ask_name
        self.name = QLineEdit()
        help_by_f1(self, "safety", "交接给别人")
        self._service, self._tasks, self._who = service, tasks, who
        self.told: Told | None = None
        self.rehearsed: Rehearsed | None = None
        self.setWindowTitle("接收交接")
        self.file = QLineEdit()
        self.browse = QPushButton("选择…")
        self.password = PasswordField("交接密码")
        self.trouble = WrappedLabel(role="warning")
        self.former = QPushButton("撤销上次接收…")
        self.verdict = QLabel()
        self.pairs = Pairs("交接文件里有什么")
        self.here = WrappedLabel()
        self.known = QCheckBox()
        self.back, self.next, self.leave = QPushButton("上一步"), QPushButton("演练"), QPushButton("取消")
        self._steps = QStackedWidget()
        self._marks = StepMarks(_STEPS, (20, 10, 20, 10))
        self._lay_out()
        self._connect()
        self._show_step(0)
        self._say("")
        self.former.setVisible(self._has_former())
        self.resize(fitted(QRect(0, 0, *_SIZE), room_of(self)).size())
        self.browse.setFocus()

    @classmethod
    def ask(
        cls, parent: QWidget | None, service: HandoverService, tasks: TaskRunner, who: str, *, ask_name: bool = False
    ) -> Told | None:
        dialog = cls(service, tasks, who, parent, ask_name=ask_name)
        dialog.exec()
        dialog.deleteLater()
        return dialog.told

    @property
    def step(self) -> int:
        return self._steps.currentIndex()

    # What it does

    @Slot()
    def _browse(self) -> None:
        typed = typed_path(self.file.text())
        start = typed.parent if typed.is_absolute() else documents_folder()
        path = ask_open(self, "选择交接文件", start, _KINDS)
        if path is not None:
            self.file.setText(str(path))
            self.password.setFocus()

    @Slot()
    def _go_on(self) -> None:
        self._say("")
        if self.step == 0:
            self._rehearse(typed_path(self.file.text()), self.password.text)
        else:
            self._receive()

    def _rehearse(self, file: Path, password: str) -> None:
        def work(progress: Progress) -> Rehearsed:
            return self._service.rehearse(file, password, progress)

        self._run(work, self._rehearsed, "演练接收")

    @Slot(object)
    def _rehearsed(self, found: Rehearsed) -> None:
        from qcapp.services.handover_words import content_rows, fingerprint, here_lines

        self.rehearsed = found
        self._free(True)
        self.verdict.setText("演练通过，还没有改动任何东西")
        self.pairs.show_pairs([
            ("交出人", f"{found.note.who}，写于 {found.note.at:%Y-%m-%d %H:%M}（程序 {found.note.program}）"),
            ("文件校验码", fingerprint(found.sha256)),
            *content_rows(found.facts),
        ])
        self.here.setText("\n".join(here_lines(found)))
        lost = len(found.compared.only_here) if found.compared else 0
        other = found.here is not None and (found.compared is None or not found.compared.same)
        self.known.setText(
            f"知道了：这里有 {lost} 次操作不在交接文件里，接收后在另存的那一份里" if lost
            else "知道了：这台电脑上原来是另一本台账，接收后在另存的那一份里"
        )
        self.known.setChecked(False)
        self.known.setVisible(bool(lost) or other)
        self._show_step(1)

    def _receive(self) -> None:
        found = self.rehearsed
        assert found is not None, "the second step comes after the rehearsal"
        file, password, who = found.path, self.password.text, self.name.text().strip() or self._who

        def work(progress: Progress) -> Received:
            return self._service.receive(file, password, who, progress)

        self._run(work, self._received, "接收交接")

    @Slot(object)
    def _received(self, received: Received) -> None:
        self.told = Told(received, who=self.name.text().strip())
        self.accept()

    @Slot()
    def _undo(self) -> None:
        from ui.dialogs.question import Answer, QuestionDialog

        operation = self._service.last_received()
        if operation is None:
            return
        answer = QuestionDialog.ask(
            self, "撤销上次接收", "换回接收以前的台账？",
            f"{operation.at:%Y-%m-%d %H:%M}：{operation.summary}。现在的台账（连同接收以后做的）会完整另存一份，还能再换回来。",
            [Answer("undo", "换回来")],
        )
        if answer != "undo":
            return

        def work(progress: Progress) -> Received:
            return self._service.undo(self._who)

        self._run(work, self._undone, "撤销上次接收")

    @Slot(object)
    def _undone(self, received: Received) -> None:
        self.told = Told(received, undone=True)
        self.accept()

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], None], title: str) -> None:
        self._free(False)
        self._tasks.run(work, done, title=title, failed=self._failed, parent=self)

    @Slot(bool)
    def _settled(self, busy: bool) -> None:
        """Of a cancelled work nobody tells otherwise."""
        if not busy and not self._steps.isEnabled():
            self._free(True)

    @Slot(object)
    def _failed(self, error: ExpectedError) -> None:
        self._free(True)
        self._say(str(error))
        if isinstance(error, HandoverUnreadable) and error.trouble is HandoverTrouble.PASSWORD:
            self.password.line.selectAll()
            self.password.setFocus()

    def _has_former(self) -> bool:
        try:
            return self._service.last_received() is not None
        except ExpectedError:
            return False

    # How it looks

    def _free(self, free: bool) -> None:
        """While work is under way nothing of this can be changed under it."""
        for widget in (self._steps, self.back, self.leave):
            widget.setEnabled(free)
        if free:
            self._show()
        else:
            self.next.setEnabled(False)

    def _say(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    @Slot()
    def _show(self) -> None:
        """Whether there is enough to go on."""
        if self.step == 0:
            self.next.setEnabled(bool(self.file.text().strip()) and bool(self.password.text))
        else:
            self.next.setEnabled(self.known.isHidden() or self.known.isChecked())

    def _show_step(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        self._marks.show_step(step)
        self.back.setVisible(step > 0)
        self.next.setText("接收" if step else "演练")
        self._show()

    @Slot()
    def _go_back(self) -> None:
        self._say("")
        self._show_step(0)

    def reject(self) -> None:
        if self._steps.isEnabled():  # else what is under way is stopped first, by its own 取消
            super().reject()

    @Slot()
    def _forget(self) -> None:
        self.password.clear()

    def _lay_out(self) -> None:
        for page in (self._choosing(), self._found()):
            self._steps.addWidget(page)
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 20, 14)
        row.setSpacing(8)
        row.addWidget(self.leave)
        row.addWidget(self.former)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        set_role(self.next, "primary")
        self.next.setDefault(True)
        for button in (self.back, self.leave, self.former, self.browse):
            button.setAutoDefault(False)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.addWidget(self.trouble)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._marks)
        column.addWidget(self._steps, 1)
        column.addLayout(foot)
        column.addLayout(row)

    def _choosing(self) -> QWidget:
        self.file.setAccessibleName("交接文件")
        self.file.setPlaceholderText(f"交出方写的 {SUFFIX} 文件")
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.file, 1)
        place.addWidget(self.browse)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow("交接文件", place)
        form.addRow("密码", self.password)
        if self._ask_name:
            self.name.setAccessibleName("经办人姓名")
            self.name.setPlaceholderText("您的姓名，历史里每一次改动都写着是谁改的；可以不填")
            form.addRow("经办人", self.name)
        title = QLabel("接收别人交接的台账")
        set_role(title, "title")
        words = WrappedLabel(f"接收后台账在“{shown_path(self._service.ledger)}”。", "muted")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 8, 20, 4)
        column.setSpacing(10)
        for part in (title, WrappedLabel(_WORDS, "muted")):
            column.addWidget(part)
        column.addLayout(form)
        column.addWidget(words)
        column.addStretch(1)
        return page

    def _found(self) -> QWidget:
        set_role(self.verdict, "title")
        word = QLabel("和这台电脑上的比")
        set_role(word, "heading")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 8, 20, 4)
        column.setSpacing(8)
        column.addWidget(self.verdict)
        column.addWidget(self.pairs, 1)
        for part in (word, self.here, self.known):
            column.addWidget(part)
        return page

    def _connect(self) -> None:
        self.browse.clicked.connect(self._browse)
        self.next.clicked.connect(self._go_on)
        self.back.clicked.connect(self._go_back)
        self.leave.clicked.connect(self.reject)
        self.former.clicked.connect(self._undo)
        self.file.textChanged.connect(self._show)
        self.password.changed.connect(self._show)
        self.known.toggled.connect(self._show)
        self.finished.connect(self._forget)
        self._tasks.busy_changed.connect(self._settled)
