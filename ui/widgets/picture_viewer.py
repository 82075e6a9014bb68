"""Pictures beside the form: a window of its own for scans and photos, to read by while one types. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QImage, QImageReader, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError
from ui.placing import came_back, fitted, room_of
from ui.theme import set_role
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.widgets.picture_view import PictureView

_MOST_MEGABYTES: Final = 512
_TITLE: Final = 32  # pixels of a usual title bar, which is above what is placed
_GEOMETRY: Final = "ledger/viewer"
# A dialog's kind: only those stand above their window everywhere, on X11 too; the frame of any other window.
_KIND: Final = (
    Qt.WindowType.Dialog | Qt.WindowType.WindowTitleHint | Qt.WindowType.WindowSystemMenuHint
    | Qt.WindowType.WindowMaximizeButtonHint | Qt.WindowType.WindowCloseButtonHint
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kept picture, by hash and name."""

    sha256: str
    name: str


class PictureViewer(QWidget):
    """``bytes_of``: a kept file by its hash, ExpectedError where it can't be had. Stands above the window that it belongs to,
    stays open while one works there, and comes back where it was. PgUp and PgDn leaf, also through a scan's pages."""

    open_requested = Signal(str, str)
    """Hash and name: with the system's program instead."""

    def __init__(self, bytes_of: Callable[[str], bytes], parent: QWidget) -> None:
        super().__init__(parent.window(), _KIND)
        self._bytes_of = bytes_of
        self._sheets: tuple[Sheet, ...] = ()
        self._place, self._page, self._pages = 0, 0, 1
        self._data = QByteArray()
        self._placed = False
        self.view = PictureView()
        self.trouble = WrappedLabel()
        self.name = ElidedLabel(role="heading")
        self.count = QLabel()
        self.scale = QLabel()
        self.previous_button = _button("◀ 上一张", "PgUp")
        self.next_button = _button("下一张 ▶", "PgDn")
        self.fit_button = _button("适合窗口", "0")
        self.full_button = _button("原大", "1")
        self.out_button = _button("缩小", "-")
        self.in_button = _button("放大", "+")
        self.turn_button = _button("旋转", "R")
        self.other_button = _button("用其他程序打开", "")
        self._lay_out()
        self._connect()

    @property
    def sheet(self) -> Sheet | None:
        return self._sheets[self._place] if self._sheets else None

    def show_sheets(self, sheets: Sequence[Sheet], at: Sheet, over: QRect | None = None) -> None:
        """Show ``at``; the others are a leaf away. ``over``: just there on the screen, and the keys stay where they are."""
        self._sheets = tuple(sheets)
        self._place = self._sheets.index(at)
        self._load(0)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, over is not None)
        if not self.isVisible():
            self._stand_beside(over)
        self.show()
        self.raise_()
        if over is None:
            self.activateWindow()

    @Slot()
    def show_next(self) -> None:
        if self._page + 1 < self._pages:
            self._show_page(self._page + 1)
        elif self._place + 1 < len(self._sheets):
            self._place += 1
            self._load(0)

    @Slot()
    def show_previous(self) -> None:
        if self._page > 0:
            self._show_page(self._page - 1)
        elif self._place > 0:
            self._place -= 1
            self._load(-1)

    def save_state(self, settings: QSettings) -> None:
        if self._placed:
            settings.setValue(_GEOMETRY, self.saveGeometry())

    def restore_state(self, settings: QSettings) -> None:
        self._placed = came_back(self, settings.value(_GEOMETRY)) or self._placed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_PageDown: self.show_next, Qt.Key.Key_PageUp: self.show_previous, Qt.Key.Key_0: self.view.fit,
            Qt.Key.Key_1: self.view.full_size, Qt.Key.Key_Plus: self.view.zoom_in, Qt.Key.Key_Equal: self.view.zoom_in,
            Qt.Key.Key_Minus: self.view.zoom_out, Qt.Key.Key_R: self.view.turn,
        }
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in keys and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            keys[event.key()]()
        else:
            super().keyPressEvent(event)

    def _load(self, page: int) -> None:
        """The present sheet, at its first page or (-1) its last."""
        sheet = self.sheet
        if sheet is None:
            return
        try:
            self._data = QByteArray(self._bytes_of(sheet.sha256))
        except ExpectedError as error:
            self._data, self._pages = QByteArray(), 1
            self._tell(str(error))
            return
        self._pages = _page_count(self._data) if _is_scan(sheet.name) else 1
        self._show_page(self._pages - 1 if page < 0 else page)

    def _show_page(self, page: int) -> None:
        self._page = page
        sheet = self.sheet
        image = _read(self._data, page)
        if image is None:
            name = sheet.name if sheet else ""
            self._tell(f"“{name}”在这里显示不出来，可能已损坏或不是常见的图片格式，请用其他程序打开。")
            return
        self._body.setCurrentWidget(self.view)
        self.view.show_image(image)
        self._say()

    def _tell(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self._body.setCurrentWidget(self.trouble)
        self._say()

    @Slot()
    def _say(self) -> None:
        sheet = self.sheet
        name = sheet.name if sheet else ""
        self.setWindowTitle(f"{name} — 佐证材料")
        self.name.setText(name)
        told = [f"第 {self._place + 1} / {len(self._sheets)} 份"] if len(self._sheets) > 1 else []
        told += [f"第 {self._page + 1} / {self._pages} 页"] if self._pages > 1 else []
        self.count.setText(" · ".join(told))
        shown = self._body.currentWidget() is self.view
        self.scale.setText(f"{round(self.view.zoom * 100)}%" if shown else "")
        self.previous_button.setEnabled(self._place > 0 or self._page > 0)
        self.next_button.setEnabled(self._place + 1 < len(self._sheets) or self._page + 1 < self._pages)
        for button in (self.fit_button, self.full_button, self.out_button, self.in_button, self.turn_button):
            button.setEnabled(shown)

    @Slot()
    def _open_elsewhere(self) -> None:
        if self.sheet is not None:
            self.open_requested.emit(self.sheet.sha256, self.sheet.name)

    def _stand_beside(self, over: QRect | None) -> None:
        """The first time: over the left part of the window, the form at its right in sight."""
        window = self.parentWidget()
        if over is not None:
            self.setGeometry(fitted(over.adjusted(0, _TITLE, 0, 0), room_of(self)))
            self._placed = False
        if over is not None or self._placed or window is None:
            return
        self._placed = True
        whole = window.window().frameGeometry()
        wanted = QRect(whole.left() + 24, whole.top() + 60, whole.width() * 6 // 10, whole.height() - 110)
        self.setGeometry(fitted(wanted, room_of(window)))

    def _lay_out(self) -> None:
        set_role(self.count, "muted")
        set_role(self.scale, "muted")
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QStackedWidget()
        self._body.addWidget(self.view)
        self._body.addWidget(self.trouble)
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 0)
        top.setSpacing(10)
        top.addWidget(self.name, 1)
        top.addWidget(self.count)
        top.addWidget(self.scale)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 8)
        foot.setSpacing(6)
        for button in (self.previous_button, self.next_button):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (
            self.fit_button, self.full_button, self.out_button, self.in_button, self.turn_button, self.other_button,
        ):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._body, 1)
        column.addLayout(foot)
        self.setMinimumSize(420, 300)
        self.resize(820, 620)

    def _connect(self) -> None:
        self.previous_button.clicked.connect(self.show_previous)
        self.next_button.clicked.connect(self.show_next)
        self.fit_button.clicked.connect(self.view.fit)
        self.full_button.clicked.connect(self.view.full_size)
        self.out_button.clicked.connect(self.view.zoom_out)
        self.in_button.clicked.connect(self.view.zoom_in)
        self.turn_button.clicked.connect(self.view.turn)
        self.other_button.clicked.connect(self._open_elsewhere)
        self.view.zoomed.connect(self._say)


def _button(words: str, keys: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(f"{words}（{keys} 键）" if keys else words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_role(button, "small")
    return button


def _is_scan(name: str) -> bool:
    """Whether such a file may hold several pages: a moving picture's frames are none."""
    return name.casefold().endswith((".tif", ".tiff"))


def _device(data: QByteArray) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def _page_count(data: QByteArray) -> int:
    device = _device(data)
    return max(QImageReader(device).imageCount(), 1)


def _read(data: QByteArray, page: int) -> QImage | None:
    """The picture, turned as its camera noted; None where Qt's own readers make nothing of it. Told by bytes, not by name."""
    QImageReader.setAllocationLimit(_MOST_MEGABYTES)
    device = _device(data)
    return _page_of(QImageReader(device), page)  # the reader must go before its device: one of TIFFs asks it at its end


def _page_of(reader: QImageReader, page: int) -> QImage | None:
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    if page and not reader.jumpToImage(page):
        return None
    image = reader.read()
    return None if image.isNull() else image
