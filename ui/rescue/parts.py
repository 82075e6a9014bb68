"""What the page in the place of a ledger that can't be opened looks like: what is the matter, what was found, the ways out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.aside import Aside
from ui.help.key import help_by_f1
from ui.placing import room_of
from ui.rescue.backup_list import BackupList
from ui.rescue.found import FoundRows
from ui.rescue.ways import Way
from ui.rescue.ways_box import WaysBox
from ui.tasks import TaskRunner
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel
from ui.widgets.notice import NoticeBar

if TYPE_CHECKING:
    from qcapp.domain.backups import BackupHeld

_WIDTH: Final = 860
_ROWS: Final = 3
_LOW: Final = 640
"""A screen that is lower, as one of 1080 lines at 200 %, shows one of the backups at a time."""


class RescueParts(QDialog):
    """``leave``: what going without any ledger is called. ``held_in`` looks through a backup that is listed."""

    def __init__(self, leave: str, held_in: Callable[[Path], BackupHeld], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tasks = TaskRunner(self)
        self.aside = Aside(self)
        self.setWindowTitle("营商台账")
        self._make_parts(leave, held_in)
        self._lay_out()
        help_by_f1(self, "safety", "台账打不开")

    @property
    def buttons(self) -> dict[Way, QPushButton]:
        """Of the ways that there are."""
        return self._ways.buttons

    def done(self, result: int) -> None:
        self.backups.shut_down()
        self.tasks.shut_down()
        super().done(result)

    def _make_parts(self, leave: str, held_in: Callable[[Path], BackupHeld]) -> None:
        self._heading = QLabel()
        set_role(self._heading, "title")
        self._words = WrappedLabel()
        self._words.setFixedWidth(_WIDTH - 40)
        self.notice = NoticeBar()
        self._found = FoundRows()
        self._listed = QLabel("备份（最新的在最上面，逐份校验过的才能用）")
        set_role(self._listed, "heading")
        self.backups = BackupList(held_in)
        low = room_of(self).height() < _LOW
        self.backups.setFixedHeight(30 + (1 if low else _ROWS) * 27 + 4)
        self._ways = WaysBox(low=low)
        self._diagnosis = QPushButton("生成诊断包…")
        self._diagnosis.setAutoDefault(False)
        self._diagnosis.setToolTip("给维护人员看，里面没有台账的内容")
        self._leave = QPushButton(leave)
        self._leave.setAutoDefault(False)
        self._leave.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._diagnosis)
        foot.addStretch(1)
        foot.addWidget(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(9)
        column.addWidget(self._heading)
        column.addWidget(self._words)
        column.addWidget(self.notice)
        column.addWidget(self._found)
        column.addWidget(self._listed)
        column.addWidget(self.backups)
        column.addWidget(self._ways)
        column.addLayout(foot)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.setFixedWidth(_WIDTH)
