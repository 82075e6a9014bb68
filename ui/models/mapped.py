"""Lines of the mapping between two years' lists: what each says, which are doubtful, in the order in which one looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import Qt

from qcapp.domain.plan import Plan
from qcapp.domain.succession import LinkKind
from qcapp.merge.plan_mapping import MappedLine, Relation
from qcapp.services.plan_import import ImportPreview
from ui.models.rows import Index, RowsModel
from ui.theme import Tone
from ui.widgets.plain_table import TableRole

DOUBTFUL: Final = "doubtful"
_SURE: Final = 90
_ORDER: Final = (Relation.SPLIT, Relation.MERGED, Relation.NEW, Relation.DROPPED, Relation.AMENDED, Relation.SAME)
RELATION_TONES: Final = {
    Relation.SAME: Tone.IDLE, Relation.AMENDED: Tone.INFO, Relation.SPLIT: Tone.WARN, Relation.MERGED: Tone.WARN,
    Relation.NEW: Tone.GOOD, Relation.DROPPED: Tone.BAD,
}


class MappedRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 20


@dataclass(frozen=True, slots=True)
class MappedRow:
    """``old`` and ``new`` as they are shown side by side; "" for none. ``doubtful``: a person had better look."""

    line: MappedLine
    old: str
    new: str
    doubtful: bool

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        return (self.line.new, self.line.olds if not self.line.new else ())


def doubtful_lines(lines: Sequence[MappedLine]) -> frozenset[str]:
    """Those of the new list that a person has said nothing of, and that are not sure: one to several, or new while something is
    listed no more that it may go on with under another name."""
    dropped = any(line.relation is Relation.DROPPED for line in lines)
    unsure = {Relation.SPLIT, Relation.MERGED, *((Relation.NEW,) if dropped else ())}
    return frozenset(
        line.new for line in lines if line.new and not line.told and (line.confidence < _SURE or line.relation in unsure)
    )


def item_words(plan: Plan, kind: LinkKind, key: str) -> str:
    """What stands in a cell: a measure with its number, a task as it is printed, a unit's name."""
    match kind:
        case LinkKind.MEASURE:
            return f"{key}. {plan.measure(int(key)).text}"
        case LinkKind.TASK:
            return plan.task_by_order[int(key)].heading
        case LinkKind.UNIT:
            return plan.name_by_identity[key]


def choices(plan: Plan, kind: LinkKind) -> list[tuple[str, str]]:
    """(key, words) of all that can be linked."""
    match kind:
        case LinkKind.MEASURE:
            keys = [str(each.no) for each in plan.measures]
        case LinkKind.TASK:
            keys = [str(each.order) for each in plan.tasks]
        case LinkKind.UNIT:
            keys = [each.identity for each in plan.units]
    return [(key, item_words(plan, kind, key).replace("\n", " ")) for key in keys]


def mapped_rows(preview: ImportPreview, kind: LinkKind) -> tuple[MappedRow, ...]:
    """Doubtful ones first, then what is otherwise, then what is the same; each in the new list's order."""
    lines = preview.lines(kind)
    doubtful = doubtful_lines(lines)
    rows = [
        MappedRow(
            line, "\n".join(item_words(preview.before, kind, old) for old in line.olds),
            item_words(preview.plan, kind, line.new) if line.new else "", line.new in doubtful,
        )
        for line in lines
    ]
    return tuple(sorted(rows, key=lambda row: (not row.doubtful, _ORDER.index(row.line.relation))))


def chips_of(rows: Iterable[MappedRow]) -> list[tuple[str, str, int | None]]:
    """全部, 要核对, and each relation that there is."""
    each = list(rows)
    counts = Counter(row.line.relation for row in each)
    doubtful = sum(row.doubtful for row in each)
    return [
        ("", "全部", len(each)), (DOUBTFUL, "要核对", doubtful),
        *((relation.value, relation.label, counts[relation]) for relation in Relation),
    ]


def chosen_rows(rows: Sequence[MappedRow], chip: str) -> list[MappedRow]:
    if chip == DOUBTFUL:
        return [row for row in rows if row.doubtful]
    return [row for row in rows if not chip or row.line.relation.value == chip]


class MappedModel(RowsModel[MappedRow]):
    """Last year's and this year's words side by side; the relation is a pill."""

    OLD, NEW, RELATION, SURE, WHY = range(5)
    headings = ("上年的清单", "新的清单", "关系", "把握", "根据")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        line = row.line
        match role:
            case Qt.ItemDataRole.DisplayRole:
                sure = f"{line.confidence}%" if line.olds and line.new else ""
                return (row.old or "（无）", row.new or "（无）", line.relation.label, sure, line.why)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return line.why if index.column() == self.WHY else None
            case TableRole.PILL if index.column() == self.RELATION:
                return line.relation.label, RELATION_TONES[line.relation]
            case MappedRole.ROW:
                return row
        return None

    def row_of(self, key: object) -> int:
        return next((place for place, row in enumerate(self._rows) if row.key == key), -1)
