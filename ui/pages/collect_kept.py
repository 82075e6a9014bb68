"""The strip of a file that no table could be read from: kept whole, and typed in by a person with the file beside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from qcapp.merge.plan import FilePlan
from ui.models.collect_words import send_again
from ui.pages.collect_questions import original_button
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel


class KeptStrip(QFrame):
    """对照录入 waits until the file is in the ledger. A broken file can't be typed in: it is only to be sent again."""

    by_hand_requested = Signal()
    original_requested = Signal()

    def __init__(self, file: FilePlan, *, merged: bool, seen: bool = True, parent: QWidget | None = None) -> None:
        """``seen``: the way to the original is here, no question above has it."""
        super().__init__(parent)
        set_role(self, "notice-warn")
        broken = file.file.broken
        self.sentence = WrappedLabel(send_again(file, merged=merged) if broken else _to_type(file, merged=merged))
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.original = original_button() if seen and not broken else None
        self.by_hand = QPushButton("对照录入(&K)")
        self.by_hand.setEnabled(merged)
        self.by_hand.setVisible(not broken)
        self.by_hand.setToolTip("打开原件，并转到台账里这家单位第一条未报的措施")
        self.by_hand.clicked.connect(self.by_hand_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 8, 7)
        row.addWidget(self.sentence, 1)
        if self.original is not None:
            self.original.clicked.connect(self.original_requested)
            row.addWidget(self.original)
        row.addWidget(self.by_hand)

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [each for each in (self.original, self.by_hand) if each is not None and not each.isHidden()]


def _to_type(file: FilePlan, *, merged: bool) -> str:
    if merged:
        return f"原件已{_whose(file)}整份存档。内容要对照原件手工录入，点“对照录入”打开原件并转到台账。"
    return (
        f"这份文件读不出内容：合并后原件整份{_whose(file)}存档，内容要对照原件手工录入；先合并入账，再点“对照录入”。"
    )


def _whose(file: FilePlan) -> str:
    return f"随{file.unit}的来表" if file.unit else "随来表"
