"""Words with links in them, to be read, selected and copied; drawn anew when the colours of the desktop change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from ui.theme import scheme


class LinkedText(QTextBrowser):
    """``followed(target)`` when a link is clicked, or chosen by Tab and Enter. It goes nowhere by itself."""

    followed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(False)
        self._most = 0
        self._make: Callable[[], str] | None = None
        self._html = ""
        self._stale = False
        self.anchorClicked.connect(self._clicked)
        scheme.changed.connect(self._recoloured)

    def show_words(self, make: Callable[[], str], *, top: bool = False) -> None:
        """``make`` writes the HTML in the colours of now; ``top``: other words than before, begin at their beginning."""
        self._make = make
        self._draw(top=top)

    def fit_lines(self, most: int) -> None:
        """As high as its words from now on, over so many lines at most."""
        self._most = most
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale:
            self._draw(top=False)
        super().showEvent(event)

    @Slot()
    def _recoloured(self) -> None:
        if self.isVisible():
            self._draw(top=False)
        else:
            self._stale = True

    def _draw(self, *, top: bool) -> None:
        self._stale = False
        html = self._make() if self._make else ""
        if html == self._html:
            return
        self._html = html
        at = 0 if top else self.verticalScrollBar().value()
        self.setHtml(html)
        self._fit()
        self.verticalScrollBar().setValue(at)

    def _fit(self) -> None:
        if self._most:
            wanted, most = round(self.document().size().height()), self._most * self.fontMetrics().lineSpacing()
            # Said outright: of a moment when it was lower than its words a bar would stay, and take their width.
            bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            self.setVerticalScrollBarPolicy(bar)
            self.setFixedHeight(min(wanted, most) + 2)

    @Slot(QUrl)
    def _clicked(self, url: QUrl) -> None:
        self.followed.emit(QUrl.fromPercentEncoding(url.toString().encode()))
