"""打印预览: the pages as they will be printed, what is printed, and the page setup beside them with its effect at once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.page_setup import PageSetup
from qcapp.forms.layout import Paper
from ui.dialogs.exported import ResultBar
from ui.help.key import help_by_f1
from ui.pdf.printout import Printout
from ui.printing.offer import PreviewOffer, What
from ui.printing.pages_view import Fit, PagesView
from ui.printing.setup_dialog import NOTE
from ui.printing.setup_panel import SetupPanel
from ui.theme import INK, icon, set_role
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.widgets.notice import NoticeBar
from ui.widgets.scrolled import scrolled

_PANEL_WIDTH: Final = 286
_ZOOMS: Final = (0.5, 0.75, 1.0, 1.5, 2.0)
_KIND: Final = (
    Qt.WindowType.Dialog | Qt.WindowType.WindowTitleHint | Qt.WindowType.WindowSystemMenuHint
    | Qt.WindowType.WindowMaximizeButtonHint | Qt.WindowType.WindowCloseButtonHint
)


class PrintPreview(QDialog):
    """``wanted``: other pages are to be laid out, see ``what`` and ``setup``. The others say which button was pressed; a file's
    suffix comes with ``save_requested``. ``left``: it was closed."""

    wanted = Signal()
    print_requested = Signal()
    save_requested = Signal(str)
    stop_requested = Signal()
    left = Signal()

    def __init__(self, offer: PreviewOffer, parent: QWidget) -> None:
        super().__init__(parent.window(), _KIND)
        help_by_f1(self, "print")
        self.setWindowTitle(f"打印预览 — {offer.month}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._offer = offer
        self._stale = True
        self.view = PagesView("打印预览")
        self.panel = SetupPanel()
        self.panel.load(offer.paper, offer.setup)
        self.official = QRadioButton("正式细化表")
        self.one_unit = QRadioButton("一家单位的细化表")
        self.shown = QRadioButton(f"{offer.page}里现在看到的")
        self.units = QComboBox()
        self.units.addItems(list(offer.units))
        self.print_button, self.pdf_button = QPushButton("打印…"), QPushButton("存为 PDF…")
        self.xlsx_button, self.docx_button = QPushButton("导出 xlsx…"), QPushButton("导出 docx…")
        self.close_button = QPushButton("关闭")
        self.back, self.forth = QPushButton(), QPushButton()
        self.page, self.total = QSpinBox(), QLabel()
        self.smaller, self.zoom, self.larger = QPushButton("－"), QPushButton(), QPushButton("＋")
        self.busy, self.stop = ElidedLabel(role="muted"), QPushButton("停下")
        self.notice = NoticeBar()
        self.written = ResultBar()
        self._name()
        self._lay_out()
        self._connect()
        (self.shown if offer.apart else self.official).setChecked(True)
        self._show_what()
        self._show_place()
        self._show_ready()

    @property
    def what(self) -> What:
        if self.shown.isChecked():
            return What(self._offer.view, self._offer.table)
        return What(unit=self.units.currentText() if self.one_unit.isChecked() else "")

    @property
    def setup(self) -> tuple[Paper, PageSetup]:
        return self.panel.value

    @property
    def printout(self) -> Printout | None:
        return self.view.printout

    @property
    def current(self) -> bool:
        """Whether the pages that are shown are those that are asked for."""
        return self.printout is not None and not self._stale and not self.busy.text()

    def show_printout(self, printout: Printout) -> None:
        self.notice.clear()
        self._stale = False
        self.view.show_printout(printout)
        self._show_place()
        self._show_ready()
        scale, wanted = printout.table.setup.scale, self.panel.value[1].scale
        self.shrunk.setText(f"列多，字号缩到 {scale}%，一页的宽度才放得下。" if scale < wanted else "")
        self.shrunk.setVisible(scale < wanted)

    def show_busy(self, words: str) -> None:
        """What is going on, "" when nothing is."""
        self.busy.setText(words)
        self.stop.setVisible(bool(words))
        self._show_ready()

    def show_trouble(self, sentence: str) -> None:
        self.notice.show_problem(sentence)

    def show_stopped(self) -> None:
        """What is seen is not what was asked for: neither is printed, nor kept as a file."""
        was = "这里还是改动以前的样子" if self.printout else "还没有可以看的页"
        self.notice.show_info(f"已停下，{was}；改一项设置会重新排版，也可以按 F5。", "重新排版")

    def show_written(self, path: Path) -> None:
        self.notice.clear()
        self.written.show_file(path, f"已写到“{path.name}”，在文件夹“{path.parent.name}”里。")

    def show_info(self, sentence: str) -> None:
        self.notice.show_info(sentence)

    def sizeHint(self) -> QSize:
        return QSize(1180, 720)

    def reject(self) -> None:
        """By 关闭, Escape, or the window's own cross."""
        super().reject()
        self.left.emit()

    # How it looks

    def _name(self) -> None:
        for button, name, words in (
            (self.smaller, "缩小（Ctrl 加滚轮）", "缩小"), (self.larger, "放大（Ctrl 加滚轮）", "放大"),
            (self.back, "上一页（PgUp）", "上一页"), (self.forth, "下一页（PgDown）", "下一页"),
        ):
            button.setToolTip(name)
            button.setAccessibleName(words)
            button.setFixedWidth(30)
        self.back.setIcon(icon("left", INK, size=14))
        self.forth.setIcon(icon("right", INK, size=14))
        self.page.setAccessibleName("到第几页")
        self.page.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.page.setFixedWidth(52)
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.page.setKeyboardTracking(False)
        self.units.setAccessibleName("哪一家单位")
        self.zoom.setAccessibleName("显示多大")
        self.zoom.setMenu(self._zoom_menu())
        self.print_button.setToolTip("Ctrl+P")
        self.pdf_button.setToolTip("Ctrl+S")
        set_role(self.print_button, "primary")
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        for button in (self.smaller, self.zoom, self.larger, self.back, self.forth, self.stop):
            button.setAutoDefault(False)
            set_role(button, "small")

    def _zoom_menu(self) -> QMenu:
        menu = QMenu(self.zoom)
        menu.addAction(Fit.WIDTH.value, self.view.fit_width)
        menu.addAction(Fit.PAGE.value, self.view.fit_page)
        menu.addSeparator()
        for zoom in _ZOOMS:
            menu.addAction(f"{zoom:.0%}").setData(zoom)
        menu.triggered.connect(self._zoom_chosen)
        return menu

    def _lay_out(self) -> None:
        """From the outside in: whatever has others in it when it is put somewhere, Qt goes through all of them anew."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QFrame()
        set_role(top, "bar")
        column.addWidget(top)
        bar = QHBoxLayout(top)
        bar.setContentsMargins(12, 7, 12, 7)
        bar.setSpacing(8)
        for button in (self.print_button, self.pdf_button, self.xlsx_button, self.docx_button):
            bar.addWidget(button)
        bar.addSpacing(14)
        for widget in (self.back, self.page, self.total, self.forth):
            bar.addWidget(widget)
        bar.addWidget(self.busy, 1)
        bar.addWidget(self.stop)
        for widget in (self.smaller, self.zoom, self.larger):
            bar.addWidget(widget)
        bar.addSpacing(8)
        bar.addWidget(self.close_button)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.notice)
        middle.addWidget(self.written)
        middle.addWidget(self.view, 1)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(middle, 1)
        column.addLayout(body, 1)
        self._add_panel(body)
        self.stop.hide()

    def _add_panel(self, body: QHBoxLayout) -> None:
        inside = QWidget()
        set_role(inside, "paper")
        area = scrolled(inside)
        area.setFixedWidth(_PANEL_WIDTH)
        body.addWidget(area)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(9)
        column.addWidget(_heading("打印什么"))
        column.addWidget(self.official)
        column.addWidget(self.one_unit)
        column.addWidget(self.units)
        column.addWidget(self.shown)
        self.words = WrappedLabel(self._offer.words, "muted")
        column.addWidget(self.words)
        self.shrunk = WrappedLabel("", "muted")
        self.shrunk.hide()
        column.addWidget(self.shrunk)
        column.addSpacing(10)
        column.addWidget(_heading("页面设置"))
        column.addWidget(self.panel)
        column.addSpacing(6)
        column.addWidget(WrappedLabel(NOTE, "muted"))
        column.addStretch(1)

    def _connect(self) -> None:
        for choice in (self.official, self.one_unit, self.shown):
            choice.toggled.connect(self._what_chosen)
        self.units.currentIndexChanged.connect(self._unit_chosen)
        self.panel.changed.connect(self.wanted)
        self.print_button.clicked.connect(self._print)
        self.pdf_button.clicked.connect(self._save_pdf)
        self.xlsx_button.clicked.connect(self._save_xlsx)
        self.docx_button.clicked.connect(self._save_docx)
        self.close_button.clicked.connect(self.reject)
        self.wanted.connect(self._outdated)
        self.stop.clicked.connect(self._stop)
        self.notice.action_requested.connect(self.wanted)
        self.written.failed.connect(self.show_trouble)
        self.smaller.clicked.connect(self.view.zoom_out)
        self.larger.clicked.connect(self.view.zoom_in)
        self.back.clicked.connect(self._turn_back)
        self.forth.clicked.connect(self._turn_forth)
        self.page.valueChanged.connect(self.view.show_page)
        self.view.turned.connect(self._show_place)
        for keys, slot in (("Ctrl+P", self._print), ("Ctrl+S", self._save_pdf), ("F5", self.wanted.emit)):
            QShortcut(QKeySequence(keys), self, slot)

    # What is pressed

    @Slot(bool)
    def _what_chosen(self, on: bool) -> None:
        if on:
            self._show_what()
            self.wanted.emit()

    @Slot()
    def _unit_chosen(self) -> None:
        if self.one_unit.isChecked():
            self.wanted.emit()

    @Slot()
    def _print(self) -> None:
        if self.current:
            self.print_requested.emit()

    @Slot()
    def _save_pdf(self) -> None:
        if self.current:
            self.save_requested.emit("pdf")

    @Slot()
    def _save_xlsx(self) -> None:
        if self.current:
            self.save_requested.emit("xlsx")

    @Slot()
    def _save_docx(self) -> None:
        if self.current:
            self.save_requested.emit("docx")

    @Slot()
    def _outdated(self) -> None:
        """From the moment that other pages are wanted until they stand."""
        self._stale = True
        self._show_ready()

    @Slot()
    def _stop(self) -> None:
        self.stop_requested.emit()
        self.show_stopped()

    @Slot()
    def _turn_back(self) -> None:
        self.view.show_page(self.view.page - 1)

    @Slot()
    def _turn_forth(self) -> None:
        self.view.show_page(self.view.page + 1)

    @Slot(object)
    def _zoom_chosen(self, action: object) -> None:
        zoom = action.data() if hasattr(action, "data") else None
        if isinstance(zoom, float):
            self.view.show_zoom(zoom)

    # What is shown

    def _show_what(self) -> None:
        self.units.setVisible(self.one_unit.isChecked())
        self.shown.setVisible(self._offer.shows)
        self.words.setVisible(self._offer.shows and self.shown.isChecked())

    @Slot()
    def _show_place(self) -> None:
        count, at = len(self.view.pages), self.view.page
        self.page.blockSignals(True)
        self.page.setRange(min(1, count), count)
        self.page.setValue(at)
        self.page.blockSignals(False)
        self.total.setText(f"/ {count} 页")
        self.back.setEnabled(at > 1)
        self.forth.setEnabled(at < count)
        fit = self.view.fit
        self.zoom.setText(fit.value if fit else f"{self.view.zoom:.0%}")

    def _show_ready(self) -> None:
        for button in (self.print_button, self.pdf_button, self.xlsx_button, self.docx_button):
            button.setEnabled(self.current)


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    set_role(label, "title")
    return label
