"""The page of the help: a chapter as large as the room has it, its pictures drawn sharp."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from ui.help.chapters import chapter_text
from ui.help.markup import to_html
from ui.resources import resource
from ui.theme import BLUE, BLUE_SOFT, GROUP, HEADER, HIT, INK, LINE, MUTED, SURFACE, scheme

PICTURE_LINK: Final = "picture:"
_MARGIN: Final = 18
_ZOOMS: Final = (80, 90, 100, 115, 130, 150, 175, 200)
_USUAL: Final = _ZOOMS.index(100)
_RESIZED_MS: Final = 120
_VEIL: Final = 0.3


def picture_path(name: str) -> str:
    """``pictures/ledger.png``, as a chapter writes it."""
    return str(resource(f"help/{name}"))


def framed(picture: QImage) -> QImage:
    """A thin line round a picture of the light window; in the dark scheme it stands back, so as not to glare."""
    image = picture.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(image)
    if scheme.dark:
        veil = QColor(SURFACE)
        veil.setAlphaF(_VEIL)
        painter.fillRect(image.rect(), veil)
    painter.setPen(QColor(LINE))
    painter.drawRect(image.rect().adjusted(0, 0, -1, -1))
    painter.end()
    return image


class HelpBrowser(QTextBrowser):
    """``show_chapter`` shows one. ``followed(link)``: a chapter, a chapter#section, or a picture to be seen larger."""

    followed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._words, self._zoom = "", "", _USUAL
        self.setOpenLinks(False)
        self.setAccessibleName("帮助内容")
        self.document().setDocumentMargin(_MARGIN)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(_RESIZED_MS)
        self._resized.timeout.connect(self._draw)
        self.anchorClicked.connect(self._follow)
        self._stale = False
        scheme.changed.connect(self._recoloured)

    @property
    def percent(self) -> int:
        return _ZOOMS[self._zoom]

    @property
    def name(self) -> str:
        return self._name

    def show_chapter(self, name: str, section: str = "", words: str = "") -> None:
        """From its top, or from that section; ``words`` are marked wherever they stand."""
        self._name, self._words = name, words
        self.verticalScrollBar().setValue(0)
        self._draw()
        if section:
            self.scrollToAnchor(section)

    @Slot()
    def zoom_in(self) -> None:
        self._zoom_to(self._zoom + 1)

    @Slot()
    def zoom_out(self) -> None:
        self._zoom_to(self._zoom - 1)

    @Slot()
    def zoom_usual(self) -> None:
        self._zoom_to(_USUAL)

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale:
            self._draw()
        super().showEvent(event)

    @Slot()
    def _recoloured(self) -> None:
        """The help of a closed window waits until it is opened again: its pictures take a while."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._resized.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture, made smaller here: a document would do it without smoothing."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        ratio = self.devicePixelRatioF()
        image = QImage(picture_path(QUrl(name).toString()))
        wide = round(self._wide(image.width()) * ratio)
        shown = image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation) if wide < image.width() else image
        shown = framed(shown)
        shown.setDevicePixelRatio(ratio)
        return shown

    def _zoom_to(self, zoom: int) -> None:
        self._zoom = max(0, min(zoom, len(_ZOOMS) - 1))
        self._draw()

    def _wide(self, whole: int) -> int:
        """Of a picture as wide as that, in the window's own points."""
        return min(max(self.viewport().width() - 2 * _MARGIN - 12, 200), whole)

    @Slot()
    def _draw(self) -> None:
        """Anew: for the chapter, the room, the zoom or the colours have changed. Stays where it was."""
        self._stale = False
        if not self._name:
            return
        bar = self.verticalScrollBar()
        first = self.cursorForPosition(QPoint(_MARGIN, 0)).position() if bar.value() else 0
        self.document().clear()
        self.document().setDefaultStyleSheet(self._style())
        self.setHtml(to_html(chapter_text(self._name), self._picture))
        self._mark()
        if first:
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(first, self.document().characterCount() - 1))
            bar.setValue(bar.value() + self.cursorRect(cursor).top())

    def _picture(self, name: str, words: str) -> str:
        size = QImageReader(picture_path(name)).size().expandedTo(QSize(0, 0))  # by its head alone; painted, it is read whole
        wide = self._wide(size.width())
        high = round(wide * size.height() / max(size.width(), 1))
        shown = f"<img src='{name}' width='{wide}' height='{high}' alt='{words}'>"
        return (
            f"<p class='picture'><a href='{PICTURE_LINK}{name}'>{shown}</a></p>"
            f"<p class='under'>{words}　<a href='{PICTURE_LINK}{name}'>看大图</a></p>"
        )

    def _mark(self) -> None:
        """The words that were looked for."""
        marks: list[QTextEdit.ExtraSelection] = []
        for word in self._words.split():
            cursor = self.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = QTextCursor(cursor)  # type: ignore[attr-defined]
                mark.format.setBackground(QColor(HIT))  # type: ignore[attr-defined]
                marks.append(mark)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(marks)

    def _style(self) -> str:
        size = 14 * self.percent // 100
        return (
            f"body, p, li, td, th {{ font-size: {size}px; color: {INK}; line-height: 150%; }}"
            f"h1 {{ font-size: {size * 22 // 14}px; color: {INK}; margin: 2px 0 10px 0; }}"
            f"h2 {{ font-size: {size * 17 // 14}px; color: {INK}; margin: 22px 0 6px 0; }}"
            f"p {{ margin: 6px 0; }} li {{ margin: 4px 0; }} a {{ color: {BLUE}; text-decoration: none; }}"
            f".key {{ background: {HEADER}; color: {INK}; font-weight: 600; }}"
            f".tip {{ background: {BLUE_SOFT}; margin: 8px 0; }}"
            f".list {{ margin: 8px 0; border: 1px solid {LINE}; border-collapse: collapse; }}"
            f".list th {{ background: {GROUP}; border: 1px solid {LINE}; }} .list td {{ border: 1px solid {LINE}; }}"
            f".picture {{ margin: 10px 0 2px 0; line-height: 100%; }}"
            f".under {{ color: {MUTED}; font-size: {size * 12 // 14}px; margin: 0 0 12px 0; }}"
            f".under a {{ font-size: {size * 12 // 14}px; }}"
        )

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        self.followed.emit(link.toString())
