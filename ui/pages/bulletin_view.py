"""What the page 通报 looks like: what is to be written at the left, leaf by leaf, the paper as it will be at the right."""

from __future__ import annotations

from enum import IntEnum
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.exported import ResultBar
from ui.theme import set_role
from ui.widgets.chased_panel import ChasedPanel
from ui.widgets.draft_panel import DraftPanel
from ui.widgets.issued_panel import IssuedPanel
from ui.widgets.labels import ElidedLabel
from ui.widgets.notice import NoticeBar
from ui.widgets.paper_pane import PaperPane
from ui.widgets.wording_panel import WordingPanel
from ui.writing import writes

BULLETIN, REMINDER, EARLY_REMINDER = "通报", "催报通知", "提醒"
"""Papers, as the catalogue of sentences names them."""
WRITES_NOTICES: Final = "给勾选的单位每家写一份，另写一份电话单（Ctrl+Enter）"
_SIZES: Final = [452, 812]
_LEAST: Final = 380


class Leaf(IntEnum):
    """Of the left side, from left to right."""

    DRAFT = 0
    WORDING = 1
    ISSUED = 2
    CHASE = 3


class BulletinView(QWidget):
    """``leaf_chosen(Leaf)`` as another leaf is shown."""

    leaf_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = NoticeBar()
        self.result = ResultBar()
        self.tabs = QTabBar()
        self._stack = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        card = self._lay_out()
        self.draft = DraftPanel(self._stack)
        self.wording = WordingPanel((BULLETIN, REMINDER, EARLY_REMINDER), self._stack)
        self.issued = IssuedPanel(self._stack)
        self.chase = ChasedPanel(self._stack)
        for panel in (self.draft, self.wording, self.issued, self.chase):
            self._stack.addWidget(panel)
        self.hint = ElidedLabel(role="muted")
        self.issue_button = QPushButton("登记印发(&G)…")
        self.write_button = QPushButton("写成 docx(&W)…")
        self.chase_button = QPushButton("写出通知(&W)…")
        writes(self.issue_button, self.chase_button)
        card.addLayout(self._foot())
        self.preview = PaperPane("预览", self._split)
        self._split.setStretchFactor(0, 0)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes(_SIZES)
        self._turn(Leaf.DRAFT)
        self.tabs.currentChanged.connect(self._turn)

    @property
    def leaf(self) -> Leaf:
        return Leaf(self.tabs.currentIndex())

    def show_leaf(self, leaf: Leaf) -> None:
        self.tabs.setCurrentIndex(leaf)

    def show_counts(self, issued: int, late: int) -> None:
        """On the tabs, what there is of each."""
        self.tabs.setTabText(Leaf.ISSUED, f"已印发 {issued}" if issued else "已印发")
        self.tabs.setTabText(Leaf.CHASE, f"催报 {late}" if late else "催报")

    def show_buttons(self, *, notices: bool) -> None:
        """Those of the notices, or those of the 通报: never one that writes another paper than is looked at."""
        self.chase_button.setVisible(notices)
        self.issue_button.setVisible(not notices)
        self.write_button.setVisible(not notices)

    def offer_notices(self, paper: str) -> None:
        """While a notice's sentences are worded: the way to where such are written."""
        self.show_buttons(notices=True)
        self.chase_button.setEnabled(True)
        self.chase_button.setText(f"去写{paper}(&W)…")
        self.chase_button.setToolTip("到“催报”勾选单位，每家写一份（Ctrl+Enter）")

    def set_tab_order(self) -> None:
        """From left to right, through what was made anew too."""
        panels = (self.draft, self.wording, self.issued, self.chase)
        foot = (self.issue_button, self.write_button, self.chase_button)
        stops = [self.tabs, *(stop for panel in panels for stop in panel.stops), *foot, *self.preview.stops]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("bulletin/split", self._split.saveState())

    def restore_state(self, settings: QSettings) -> None:
        state = settings.value("bulletin/split")
        if isinstance(state, QByteArray):
            self._split.restoreState(state)

    def _lay_out(self) -> QVBoxLayout:
        """The frame of it all; where the foot goes. What stands in it is made there, in the order of the keys: whatever has
        others in it when it is put somewhere, Qt goes through all of them anew."""
        for words in ("通报", "措辞", "已印发", "催报"):
            self.tabs.addTab(words)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setAccessibleName("通报的各页")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        for each in (self.notice, self.result):
            column.addWidget(each)
        column.addWidget(self._split, 1)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(8)
        card = QFrame()
        set_role(card, "card")
        card.setMinimumWidth(_LEAST)
        self._split.addWidget(card)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 4, 1, 1)
        inside.setSpacing(6)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(4, 0, 4, 0)
        tabs.addWidget(self.tabs)
        inside.addLayout(tabs)
        inside.addWidget(self._stack, 1)
        return inside

    def _foot(self) -> QHBoxLayout:
        for button in (self.write_button, self.chase_button):
            set_role(button, "primary")
        self.issue_button.setToolTip("印发出去以后记在这里：留下原件，定下数字")
        self.write_button.setToolTip("写成 Word / WPS 文字，可以再改（Ctrl+Enter）")
        self.chase_button.setToolTip(WRITES_NOTICES)
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 12, 10)
        row.setSpacing(10)
        row.addWidget(self.hint, 1)
        for button in (self.issue_button, self.write_button, self.chase_button):
            row.addWidget(button)
        return row

    @Slot(int)
    def _turn(self, place: int) -> None:
        leaf = Leaf(place)
        self._stack.setCurrentIndex(leaf)
        self.show_buttons(notices=leaf is Leaf.CHASE)
        self.leaf_chosen.emit(leaf)
