"""One chart, as large as its window: looked at, copied, saved. Not in the way, and closed by Escape."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qcapp.forms.chart import Chart
from ui.chart_work import ChartWork
from ui.help.key import help_by_f1
from ui.placing import fitted, room_of
from ui.theme import set_role
from ui.widgets.chart_pane import ChartWish
from ui.widgets.chart_view import ChartView

_SCROLL_BAR: Final = 12
_KIND: Final = (
    Qt.WindowType.Dialog | Qt.WindowType.WindowTitleHint | Qt.WindowType.WindowSystemMenuHint
    | Qt.WindowType.WindowMaximizeButtonHint | Qt.WindowType.WindowCloseButtonHint
)


class ChartWindow(QDialog):
    """``show_chart`` again shows another one in the same window."""

    def __init__(self, charts: ChartWork, parent: QWidget) -> None:
        super().__init__(parent.window(), _KIND)
        help_by_f1(self, "overview", "把数字交出去")
        self._charts = charts
        self._wish = ChartWish()
        self.setWindowTitle("图表")
        self.view = ChartView()
        self.view.can_enlarge = False
        set_role(self.view, "paper")
        set_role(self, "paper")
        self.copy_button = QPushButton("复制图片")
        self.save_button = QPushButton("另存为图片…")
        self.close_button = QPushButton("关闭")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.view)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out()
        self.view.wanted.connect(self._draw)
        self.view.copy_requested.connect(self.copy)
        self.view.save_requested.connect(self.save)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close)

    def show_chart(self, wish: ChartWish) -> None:
        self._wish = wish
        if not self.isVisible():
            whole = self._charts.page.window().frameGeometry()
            wanted = whole.adjusted(whole.width() // 10, whole.height() // 10, -whole.width() // 10, -whole.height() // 10)
            self.setGeometry(fitted(wanted, room_of(self)))
            self.show()
        else:
            self.draw_again()
        self.raise_()
        self.activateWindow()
        self.view.setFocus()

    @Slot()
    def draw_again(self) -> None:
        """The figures may be others now."""
        self.view.want()

    @Slot()
    def copy(self) -> None:
        self._charts.copy(self._wish)

    @Slot()
    def save(self) -> None:
        self._charts.save(self._wish, self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._measure)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()

    @Slot()
    def _measure(self) -> None:
        self.view.set_room(QSize(self._area.width() - _SCROLL_BAR, self._area.height()))

    @Slot()
    def _draw(self) -> None:
        self._charts.draw(self.view, self._wish, self._drawn)

    def _drawn(self, chart: Chart) -> None:
        self.setWindowTitle(chart.title)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 12, 10)
        foot.setSpacing(8)
        foot.addStretch(1)
        for button in (self.copy_button, self.save_button, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._area, 1)
        column.addLayout(foot)
        self.setMinimumSize(420, 320)
