"""诊断: whether the ledger is whole and how the program stands here; to be copied, or made into a zip for whoever mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.diagnosis import Diagnosis
from ui.help.key import help_by_f1
from ui.placing import room_of
from ui.theme import Tone, set_role, set_tone
from ui.widgets.diagnosis_view import DiagnosisView
from ui.widgets.labels import WrappedLabel
from ui.widgets.notice import NoticeBar
from ui.widgets.scrolled import scrolled

_WIDTH, _HEIGHT, _FRAME, _LEAST_HEIGHT = 720, 620, 60, 160
_WHOLE = "台账完好"
_BROKEN = "台账有问题：请先不要录入，用完好的备份恢复"
_LOOKING = "正在检查台账…"
_ZIP_WORDS = "诊断包是给维护人员看的：有版本、大小、检查结果和出错的位置，没有填报的文字、姓名、电话、单位、文件名和路径。"


class DiagnosisDialog(QDialog):
    """Shows what it is given and says what is wished; the work is done elsewhere."""

    again_requested = Signal()
    save_requested = Signal()
    log_requested = Signal()
    restore_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("诊断")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._diagnosis: Diagnosis | None = None
        self._verdict = QLabel()
        set_role(self._verdict, "title")
        self._attention = WrappedLabel("")
        set_tone(self._attention, Tone.WARN)
        self.notice = NoticeBar()
        self.view = DiagnosisView()
        area = scrolled(self.view)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # nothing in it takes the keys, and it may be longer than its place
        area.setAccessibleName("诊断结果")
        area.setMinimumHeight(_LEAST_HEIGHT)
        note = WrappedLabel(_ZIP_WORDS)
        set_role(note, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._verdict)
        column.addWidget(self._attention)
        column.addWidget(self.notice)
        column.addWidget(area, 1)
        column.addWidget(note)
        column.addWidget(self._buttons())
        help_by_f1(self, "safety", "诊断")
        most = room_of(self).size()
        self.resize(min(_WIDTH, most.width() - _FRAME), min(_HEIGHT, most.height() - _FRAME))
        self.show_looking()

    @property
    def verdict(self) -> str:
        return self._verdict.text()

    @property
    def text(self) -> str:
        """All of it, as it is copied."""
        return "\n".join(self._diagnosis.lines()) if self._diagnosis else ""

    def show_looking(self) -> None:
        """While the checks are under way."""
        self._tell(_LOOKING, None)
        self._attention.hide()
        for button in (self._copy, self._save, self._again):
            button.setEnabled(False)
        self._restore.hide()

    def show_diagnosis(self, diagnosis: Diagnosis, *, log_there: bool) -> None:
        self._diagnosis = diagnosis
        self._tell(*((_WHOLE, Tone.GOOD) if diagnosis.whole else (_BROKEN, Tone.BAD)))
        names = diagnosis.attention
        self._attention.setText(f"另有 {len(names)} 项请留意：{'、'.join(names)}")
        self._attention.setVisible(bool(names))
        self.view.show_diagnosis(diagnosis)
        for button in (self._copy, self._save, self._again):
            button.setEnabled(True)
        self._restore.setVisible(not diagnosis.whole)
        self._log.setEnabled(log_there)
        self._log.setToolTip("" if log_there else "还没有日志：没有出过错。")

    def show_failure(self, sentence: str) -> None:
        """The checks could not be made."""
        self._tell("没有检查成", Tone.BAD)
        self.notice.show_problem(sentence)
        self._again.setEnabled(True)

    @Slot()
    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.notice.show_info("已复制。里面有台账的位置，发出前请看一眼。")

    def _tell(self, words: str, tone: Tone | None) -> None:
        self._verdict.setText(words)
        set_tone(self._verdict, tone)

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(Qt.Orientation.Horizontal)
        self._copy, self._log, self._save = QPushButton("复制"), QPushButton("打开日志"), QPushButton("生成诊断包…")
        self._again, self._restore = QPushButton("重新检查"), QPushButton("用备份恢复…")
        self._copy.clicked.connect(self.copy)
        self._log.clicked.connect(self.log_requested)
        self._save.clicked.connect(self.save_requested)
        self._again.clicked.connect(self.again_requested)
        self._restore.clicked.connect(self.restore_requested)
        for button in (self._copy, self._log, self._save, self._again, self._restore):
            button.setAutoDefault(False)
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        close = box.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        box.rejected.connect(self.reject)
        return box
