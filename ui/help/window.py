"""The help's own window: contents and search at the left, a chapter at the right, back and forward as in a browser."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QSplitter, QVBoxLayout, QWidget

from ui.help.browser import PICTURE_LINK, HelpBrowser
from ui.help.chapters import CHAPTERS, chapter
from ui.help.finding import Hit, find
from ui.help.picture import show_picture
from ui.placing import fitted, room_of
from ui.theme import set_role
from ui.widgets.search_box import SearchBox

_SIZE: Final = QSize(1040, 700)
_GEOMETRY: Final = "help/geometry"
_WIDTHS: Final = (250, 790)


class Place(NamedTuple):
    """Where one was: a chapter, and how far down."""

    name: str
    section: str = ""
    words: str = ""


class HelpWindow(QWidget):
    """``open_at`` shows a chapter. ``parent`` may be a dialog that keeps all else waiting: its help is not kept so."""

    def __init__(self, parent: QWidget | None = None, settings: QSettings | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._settings = settings
        self._places: list[Place] = []
        self._at = -1
        self._hits: list[Hit] = []
        self.setWindowTitle("营商台账 · 帮助")
        self.search = SearchBox("在帮助里查找")
        self.contents = QListWidget()
        self.none = QLabel("没有找到，换个说法试试。")
        self.browser = HelpBrowser()
        self.back, self.forth = QPushButton("◀ 后退"), QPushButton("前进 ▶")
        self.smaller, self.larger = QPushButton("－"), QPushButton("＋")
        self.percent = QPushButton()
        self._lay_out()
        self._connect()
        self._show_contents("")
        self._place(parent)

    @property
    def place(self) -> Place | None:
        return self._places[self._at] if self._places else None

    def open_at(self, name: str, section: str = "") -> None:
        """Show it, on top."""
        self._go(Place(chapter(name).name, section))
        self.show()
        self.raise_()
        self.activateWindow()
        self.browser.setFocus()

    def stand_over(self, widget: QWidget) -> None:
        """In the middle of it, unless it is known where it stood last."""
        self._place(widget)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._settings is not None:
            self._settings.setValue(_GEOMETRY, self.saveGeometry())
        super().closeEvent(event)

    def _lay_out(self) -> None:
        set_role(self.contents, "pages")
        self.contents.setAccessibleName("目录")
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.setWordWrap(True)
        set_role(self.none, "muted")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(10, 10, 0, 10)
        column.setSpacing(8)
        for part in (self.search, self.none):
            column.addWidget(part)
        column.addWidget(self.contents, 1)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button, tip, name in (
            (self.back, "Alt+←", "后退"), (self.forth, "Alt+→", "前进"), (self.smaller, "Ctrl+减号", "缩小"),
            (self.percent, "Ctrl+0，恢复原来大小", "恢复原来大小"), (self.larger, "Ctrl+加号", "放大"),
        ):
            button.setToolTip(tip)
            button.setAccessibleName(name)
            button.setAutoDefault(False)
        row.addWidget(self.back)
        row.addWidget(self.forth)
        row.addStretch(1)
        for button in (self.smaller, self.percent, self.larger):
            row.addWidget(button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 10, 10, 10)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.browser, 1)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_WIDTHS))
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _connect(self) -> None:
        self.search.searched.connect(self._show_contents)
        self.search.left_down.connect(self._into_contents)
        self.contents.currentRowChanged.connect(self._row_chosen)
        self.contents.itemActivated.connect(self._into_text)
        self.browser.followed.connect(self._follow)
        self.back.clicked.connect(self.go_back)
        self.forth.clicked.connect(self.go_forth)
        self.smaller.clicked.connect(self._zoom_out)
        self.larger.clicked.connect(self._zoom_in)
        self.percent.clicked.connect(self._zoom_usual)
        for keys, slot in (
            ("Alt+Left", self.go_back), ("Alt+Right", self.go_forth), ("Backspace", self.go_back), ("Esc", self._escape),
            ("Ctrl+F", self._focus_search), ("Ctrl++", self._zoom_in), ("Ctrl+=", self._zoom_in), ("Ctrl+-", self._zoom_out),
            ("Ctrl+0", self._zoom_usual), ("Ctrl+W", self.close),
        ):
            QShortcut(QKeySequence(keys), self, slot)

    def _place(self, over: QWidget | None) -> None:
        """Where it stood last, else in the middle of what it belongs to."""
        geometry = self._settings.value(_GEOMETRY) if self._settings is not None else None
        room = room_of(over or self)
        if isinstance(geometry, QByteArray) and self.restoreGeometry(geometry):
            self.setGeometry(fitted(self.geometry(), room_of(self)))
            return
        box = QRect(QPoint(), _SIZE)
        box.moveCenter(over.window().geometry().center() if over is not None else room.center())
        self.setGeometry(fitted(box, room))

    # Where one is

    def _go(self, place: Place) -> None:
        del self._places[self._at + 1 :]
        if not self._places or self._places[-1] != place:
            self._places.append(place)
        self._at = len(self._places) - 1
        self._show_place()

    @Slot()
    def go_back(self) -> None:
        self._turn(-1)

    @Slot()
    def go_forth(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        if 0 <= self._at + by < len(self._places):
            self._at += by
            self._show_place()

    def _show_place(self) -> None:
        place = self._places[self._at]
        self.browser.show_chapter(*place)
        self.setWindowTitle(f"{chapter(place.name).title} — 营商台账帮助")
        self.back.setEnabled(self._at > 0)
        self.forth.setEnabled(self._at < len(self._places) - 1)
        self._show_percent()
        if not self._hits:
            self.contents.blockSignals(True)
            self.contents.setCurrentRow([each.name for each in CHAPTERS].index(place.name))
            self.contents.blockSignals(False)

    @Slot(str)
    def _follow(self, link: str) -> None:
        if link.startswith(PICTURE_LINK):
            show_picture(self, link.removeprefix(PICTURE_LINK))
            return
        name, _, section = link.partition("#")
        self._go(Place(name or self.browser.name, section))

    # Contents and search

    @Slot(str)
    def _show_contents(self, query: str) -> None:
        """All chapters, or what has those words."""
        self._hits = find(query)
        self.contents.blockSignals(True)
        self.contents.clear()
        for hit in self._hits:
            self.contents.addItem(QListWidgetItem(f"{hit.where}\n{hit.piece}"))
        for each in CHAPTERS if not query else ():
            self.contents.addItem(QListWidgetItem(each.title))
        place = self.place
        if not query and place is not None:
            self.contents.setCurrentRow([each.name for each in CHAPTERS].index(place.name))
        self.contents.blockSignals(False)
        self.none.setVisible(bool(query) and not self._hits)

    @Slot()
    def _into_contents(self) -> None:
        if self.contents.count():
            self.contents.setFocus()
            if self.contents.currentRow() < 0:
                self.contents.setCurrentRow(0)

    @Slot(int)
    def _row_chosen(self, row: int) -> None:
        if row < 0:
            return
        if self._hits:
            section = self._hits[row].section
            self._go(Place(section.chapter.name, section.heading, self.search.text().strip()))
        else:
            self._go(Place(CHAPTERS[row].name))

    @Slot()
    def _into_text(self) -> None:
        self.browser.setFocus()

    @Slot()
    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _escape(self) -> None:
        """What is looked for first, then the window."""
        if self.search.text():
            self.search.clear()
        else:
            self.close()

    @Slot()
    def _zoom_in(self) -> None:
        self.browser.zoom_in()
        self._show_percent()

    @Slot()
    def _zoom_out(self) -> None:
        self.browser.zoom_out()
        self._show_percent()

    @Slot()
    def _zoom_usual(self) -> None:
        self.browser.zoom_usual()
        self._show_percent()

    def _show_percent(self) -> None:
        self.percent.setText(f"{self.browser.percent}%")
