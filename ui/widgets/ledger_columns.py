"""Which columns of the ledger's table are seen, in which order, and how wide: by hand, or sharing what the window has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from qcapp.publish.view_columns import SHOWN_BY_DEFAULT, VIEW_COLUMN_BY_KEY, VIEW_COLUMNS
from ui.models.ledger_model import COLUMNS
from ui.widgets.ledger_header import LedgerHeader
from ui.widgets.ledger_scale import Scale

FROZEN: Final = 2
_PAUSE_MS: Final = 80
_SPARE: Final = "responsible.name"
"""Given up when the window is narrow, where nobody has chosen the columns; the form shows it."""


class ColumnLayout(QObject):
    """``reordered`` when a person dragged a column elsewhere; ``resized`` when a width is another one, for whatever reason."""

    reordered = Signal()
    resized = Signal()

    def __init__(self, header: LedgerHeader, scale: Scale) -> None:
        super().__init__(header)
        self._header, self._scale = header, scale
        self._by_hand: dict[str, int] = {}
        self._chosen: tuple[str, ...] = SHOWN_BY_DEFAULT
        self._whole = 0
        self._quiet = True
        for section, column in enumerate(VIEW_COLUMNS):
            header.resizeSection(section, scale.px(column.width))
            if not column.shown:
                header.hideSection(section)
        header.freeze(FROZEN)
        self._quiet = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_PAUSE_MS)
        self._rest.timeout.connect(self._share_rest)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._moved)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns chosen, in their order."""
        return self._chosen

    @property
    def by_hand(self) -> bool:
        """Whether a person has set any width."""
        return bool(self._by_hand)

    def show(self, keys: Sequence[str]) -> None:
        """Those, in that order; () for the usual ones."""
        wanted = tuple(key for key in keys if key in VIEW_COLUMN_BY_KEY) or SHOWN_BY_DEFAULT
        if wanted == self._chosen:
            return
        self._chosen, self._quiet = wanted, True
        for place, key in enumerate(wanted):
            section = COLUMNS.index(key)
            self._header.moveSection(self._header.visualIndex(section), place)
        self._quiet = False
        self.share(self._whole)
        self.resized.emit()

    def share(self, whole: int) -> None:
        """The elastic columns take up what the others leave of so many pixels, in the shares that they have."""
        self._whole, self._quiet = whole, True
        spared = self._spared(whole)
        for section, key in enumerate(COLUMNS):
            self._header.setSectionHidden(section, key not in self._chosen or key == spared)
        for key, width in self._widths([key for key in self._chosen if key != spared], whole).items():
            section = COLUMNS.index(key)
            if self._header.sectionSize(section) != width:
                self._header.resizeSection(section, width)
        self._quiet = False

    def zoomed(self) -> None:
        """The scale is another one."""
        self.share(self._whole)
        self.resized.emit()

    def usual_widths(self) -> None:
        """What was set by hand is forgotten."""
        self._by_hand.clear()
        self.share(self._whole)
        self.resized.emit()

    def kept(self) -> dict[str, Any]:
        """What a person has set, as JSON values."""
        return {"widths": dict(self._by_hand), "frozen": self._header.frozen}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """What ``kept`` answered another time; what can't be understood is passed over."""
        widths = kept.get("widths")
        found = widths if isinstance(widths, dict) else {}
        self._by_hand = {
            key: width for key, width in found.items() if key in VIEW_COLUMN_BY_KEY and isinstance(width, int) and width > 0
        }
        frozen = kept.get("frozen")
        self._header.freeze(frozen if isinstance(frozen, int) else FROZEN)
        self.share(self._whole)
        self.resized.emit()

    def _spared(self, whole: int) -> str:
        return _SPARE if self._chosen == SHOWN_BY_DEFAULT and whole and whole < self._least(self._chosen) else ""

    def _least(self, keys: Sequence[str]) -> int:
        return sum(self._scale.px(self._by_hand.get(key) or _narrowest(key)) for key in keys)

    def _widths(self, keys: Sequence[str], whole: int) -> dict[str, int]:
        px = self._scale.px
        widths = {key: px(self._by_hand.get(key, VIEW_COLUMN_BY_KEY[key].width)) for key in keys}
        elastic = [key for key in keys if VIEW_COLUMN_BY_KEY[key].elastic and key not in self._by_hand]
        if not elastic or not whole:
            return widths
        room = whole - sum(width for key, width in widths.items() if key not in elastic)
        shares = sum(widths[key] for key in elastic)
        for key in elastic[:-1]:
            rest = sum(px(VIEW_COLUMN_BY_KEY[each].least) for each in elastic if each != key)
            fair = min(round(room * widths[key] / shares), room - rest)
            widths[key] = max(px(VIEW_COLUMN_BY_KEY[key].least), fair)
        last = elastic[-1]
        widths[last] = max(px(VIEW_COLUMN_BY_KEY[last].least), room - sum(widths[key] for key in elastic[:-1]))
        return widths

    @Slot(int, int, int)
    def _resized(self, section: int, old: int, new: int) -> None:
        if not self._quiet and old and new:  # neither shown nor hidden
            self._by_hand[COLUMNS[section]] = max(self._scale.usual(new), 1)
            self._rest.start()
        self.resized.emit()

    @Slot()
    def _share_rest(self) -> None:
        """After a column was made wider or narrower by hand: not under the mouse, whose edge would run away."""
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._rest.start()
        else:
            self.share(self._whole)

    @Slot(int, int, int)
    def _moved(self, section: int, old: int, new: int) -> None:
        if not self._quiet:
            order = [COLUMNS[self._header.logicalIndex(place)] for place in range(self._header.count())]
            self._chosen = tuple(key for key in order if key in self._chosen)
            self.reordered.emit()


def _narrowest(key: str) -> int:
    column = VIEW_COLUMN_BY_KEY[key]
    return column.least if column.elastic else column.width
