"""The ledger's table model: rows under their headings. Shows rows that it is given; reads nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qcapp.domain.lamps import Lamp
from qcapp.domain.ledger import CellKey
from qcapp.publish.view_cells import lamp_words
from qcapp.publish.view_columns import VIEW_COLUMN_BY_KEY, VIEW_COLUMNS
from qcapp.publish.view_rows import ViewRow
from ui.models.ledger_rows import GroupRow, Row
from ui.writing import why_not

COLUMNS: Final = tuple(column.key for column in VIEW_COLUMNS)
"""All that there are; which of them are seen, and in which order, is the header's affair."""
NO: Final = COLUMNS.index("no")

_FILLED_IN: Final = tuple(VIEW_COLUMN_BY_KEY[key].field is not None for key in COLUMNS)
"""Whether the ledger's cells stand behind that column."""
_SEEN: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TYPED_IN: Final = _SEEN | Qt.ItemFlag.ItemIsEditable
_ONE_BY_ONE: Final = 60

Index = QModelIndex | QPersistentModelIndex


class LedgerRole(IntEnum):
    """What delegates ask beyond Qt's own roles."""

    CELL = Qt.ItemDataRole.UserRole + 1  # CellText
    GROUP = Qt.ItemDataRole.UserRole + 2  # GroupRow
    STATUS = Qt.ItemDataRole.UserRole + 3  # Status
    NO = Qt.ItemDataRole.UserRole + 4  # measure's number
    ATTACHED = Qt.ItemDataRole.UserRole + 5  # how many 佐证材料 it has
    FAULTS = Qt.ItemDataRole.UserRole + 6  # how many hard rules of 合格 it breaks


def heading(column: str) -> str:
    return VIEW_COLUMN_BY_KEY[column].heading


class LedgerModel(QAbstractTableModel):
    """Rows: headings, and measures or 责任分工 below them, as ``ledger_rows.folded`` gives them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._places: dict[tuple[int, str], int] | None = None
        """Made when a row is first looked for."""
        self._may_write: bool | None = None
        """Known while a view paints; None: to be asked."""

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    @contextmanager
    def painted(self) -> Iterator[None]:
        """A view paints, and nothing else happens meanwhile: whether anything can be written is asked once for all cells."""
        self._may_write = not why_not(self)
        try:
            yield
        finally:
            self._may_write = None

    def show_rows(self, rows: Sequence[Row]) -> bool:
        """Show these; True when the model was reset, False when only some cells changed in place."""
        rows = tuple(rows)
        if _same(rows, self._rows):
            self._change_in_place(rows)
            return False
        self.beginResetModel()
        self._set(rows)
        self.endResetModel()
        return True

    def row_of(self, no: int, unit: str = "") -> int:
        """Row of that measure's 责任分工, or of the measure where it has one row (or none such); -1 when not shown."""
        places = self._places = _places(self._rows) if self._places is None else self._places
        return places.get((no, unit), places.get((no, ""), -1))

    def measure_at(self, row: int) -> ViewRow | None:
        """The measure (or the one 责任分工 of it) in that row; None on a heading or outside."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, ViewRow) else None

    def group_at(self, row: int) -> GroupRow | None:
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, GroupRow) else None

    def cell_key(self, index: Index) -> tuple[CellKey, ...]:
        """The ledger's cells behind it: one, one for each unit of a joint measure, none where it is read only."""
        row = self.measure_at(index.row()) if index.isValid() else None
        return row.cell_keys(COLUMNS[index.column()]) if row else ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Asked of each cell that is painted, several times: nothing is made for it."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row = self.measure_at(index.row()) if _FILLED_IN[index.column()] else None
        if row is None or not row.entries:
            return _SEEN
        may_write = not why_not(self) if self._may_write is None else self._may_write
        return _TYPED_IN if may_write else _SEEN

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return heading(COLUMNS[section])
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if isinstance(row, GroupRow):
            return _group_data(row, index.column(), role)
        return _measure_data(row, COLUMNS[index.column()], role)

    def _set(self, rows: tuple[Row, ...]) -> None:
        self._rows, self._places = rows, None

    def _change_in_place(self, rows: tuple[Row, ...]) -> None:
        months: dict[tuple[int, int], bool] = {}
        spans: list[tuple[int, int]] = []
        for place, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
            if old is not new and not _alike(old, new, months):
                spans.append((place, place))
                if len(spans) > _ONE_BY_ONE:  # told, or compared, one by one, thousands take seconds
                    spans = [(spans[0][0], len(rows) - 1)]
                    break
        self._set(rows)
        for first, last in spans:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))


def _same(rows: Sequence[Row], others: Sequence[Row]) -> bool:
    """Whether they are the same rows, whatever they say."""
    if len(rows) != len(others):
        return False
    return all(row is other or _name(row) == _name(other) for row, other in zip(rows, others, strict=True))


def _places(rows: Sequence[Row]) -> dict[tuple[int, str], int]:
    places: dict[tuple[int, str], int] = {}
    for place, row in enumerate(rows):
        if isinstance(row, ViewRow):
            places[row.no, row.unit] = place
            places.setdefault((row.no, ""), place)
    return places


def _alike(old: Row, new: Row, months: dict[tuple[int, int], bool]) -> bool:
    """Whether both say the same. ``months``: pairs of months that were compared: thousands of rows share one."""
    if isinstance(old, GroupRow) and isinstance(new, GroupRow):
        return old == new and old.reported == new.reported
    if isinstance(old, GroupRow) or isinstance(new, GroupRow):
        return False
    pair = id(old.month), id(new.month)
    if pair not in months:
        months[pair] = old.month == new.month
    return months[pair] and _said(old) == _said(new)


def _said(row: ViewRow) -> tuple[object, ...]:
    """All of a row but its month."""
    return (row.no, row.unit, row.task, row.entries, row.flags, row.before, row.excused, row.attached, row.faults)


def _name(row: Row) -> tuple[object, ...]:
    """What makes a row the same one, whatever it says: a joint measure as another unit has it is another."""
    if isinstance(row, GroupRow):
        return row.key, row.open
    return row.no, row.unit, row.entries[0].key.unit if len(row.entries) == 1 else row.units


def _group_data(row: GroupRow, column: int, role: int) -> Any:
    match role:
        case LedgerRole.GROUP:
            return row
        case Qt.ItemDataRole.DisplayRole if column == 0:
            return row.text
        case Qt.ItemDataRole.AccessibleTextRole:
            return row.text
        case Qt.ItemDataRole.ToolTipRole:
            return "点一下或按空格键收起这一组。" if row.open else "点一下或按空格键展开这一组。"
        case _:
            return None


def _measure_data(row: ViewRow, column: str, role: int) -> Any:
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return row.text(column)
        case LedgerRole.CELL:
            return row.cell(column)
        case LedgerRole.STATUS:
            return row.status
        case LedgerRole.NO:
            return row.no
        case LedgerRole.ATTACHED:
            return row.attached
        case LedgerRole.FAULTS:
            return row.faults
        case Qt.ItemDataRole.ToolTipRole if column in ("status", "lamp"):
            return "\n".join(_told(row))
        case Qt.ItemDataRole.AccessibleTextRole if column in ("status", "lamp"):
            return "，".join((row.status.state.value, *_told(row)))
        case _:
            return None


def _told(row: ViewRow) -> tuple[str, ...]:
    """What is told on hover: the lamp and why, what is wrong, how much came along."""
    lamp = row.status.reason if row.status.lamp is Lamp.GREY else lamp_words(row.status)
    faults = f"不合格 {row.faults} 处" if row.faults else ""
    attached = f"佐证材料 {row.attached} 份" if row.attached else ""
    return tuple(part for part in (lamp, faults, attached) if part)
