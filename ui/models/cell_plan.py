"""What a paste, a filling or a clearing will do to the ledger, cell by cell, before it is done. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from qcapp.domain.errors import UsageError
from qcapp.domain.fields import PROGRESS, Kind, field_for
from qcapp.domain.ledger import CellKey
from qcapp.domain.phones import digits_lost, restored
from qcapp.domain.saying import is_silence
from qcapp.domain.text import clean, same
from qcapp.forms.cell_html import Grid, Part, Piece
from qcapp.services.edit_cells import Wish
from ui.models.cell_sheet import Place, Rectangle, Sheet, Spot, cell_text, rectangle, spots

READ_ONLY: Final = "这一列只能看，不能改"
JOINT: Final = "几家合在一格：请双击逐家填写，或在“分组”里选每家单位一行"
CONTACTS: Final = "这一格有几个联系人，行数和粘贴的对不上，请双击逐个填写"
OUTSIDE: Final = "超出了表格"
LOST: Final = "电话的尾数已经丢了，请在来源里把这一列改成文本再复制"
STANDS_IN: Final = "这是导出时代替空白的字样，不是填报的内容，要清空请按 Delete"
SCATTERED: Final = "选中的格子不连成一块，请只选左上角的一格或一块连续的格子，再粘贴。"
NOTHING_HERE: Final = "没有选中可以粘贴到的格子，请先点一下要填的格子。"


@dataclass(frozen=True, slots=True)
class Write:
    """A cell that will say something else. ``place``: its name on screen. ``merged``: from a cell that is merged over several
    rows where it was copied."""

    key: CellKey
    place: str
    before: str
    after: str
    merged: bool = False

    @property
    def wish(self) -> Wish:
        return Wish(self.key, self.before, self.after)


@dataclass(frozen=True, slots=True)
class Skip:
    """What is not written, and why."""

    place: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class CellPlan:
    """``same`` counts cells that say so already. ``notes``: sentences on how it was understood. ``block``: the first and the
    last cell of the table that it goes into, where these are a rectangle."""

    writes: tuple[Write, ...] = ()
    skips: tuple[Skip, ...] = ()
    same: int = 0
    notes: tuple[str, ...] = ()
    block: tuple[Place, Place] | None = None

    @property
    def overwritten(self) -> tuple[Write, ...]:
        return tuple(write for write in self.writes if write.before)

    @property
    def cleared(self) -> tuple[Write, ...]:
        """Words that would go, and nothing come in their place."""
        return tuple(write for write in self.writes if write.before and not write.after)

    @property
    def harmless(self) -> bool:
        """Whether it only fills blanks, all of it where it was meant to go."""
        merged = any(write.merged for write in self.writes)
        return not (self.overwritten or self.skips or self.notes or merged)

    @property
    def wishes(self) -> list[Wish]:
        return [write.wish for write in self.writes]


class _Draft:
    """A plan in the making. Of several texts for one cell the last counts."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._writes: dict[CellKey, Write] = {}
        self._skips: list[Skip] = []
        self._same = 0

    def put(self, place: Place, piece: Piece) -> None:
        """The piece into that cell of the table, or why not."""
        row, column = self._sheet.row(place[0]), self._sheet.columns[place[1]]
        if piece.part is Part.BESIDE:
            return
        text, behind = clean(piece.text), spots(row, column)
        if not behind or len(row.entries) > 1:
            self._leave(place, text, cell_text(row, column), JOINT if behind else READ_ONLY)
        elif behind[0].key.field == PROGRESS.key and is_silence(text, row.before[0] if row.before else ""):
            self._leave(place, text, behind[0].text or text, STANDS_IN)
        elif len(behind) == 1:
            self._write(place, behind[0], text, piece)
        else:
            self._write_lines(place, behind, text, piece)

    def miss(self, text: str, where: str) -> None:
        """What has no cell; a blank is no loss."""
        if clean(text):
            self._skips.append(Skip(where, clean(text), OUTSIDE))

    def clear(self, place: Place) -> None:
        """All that stands behind that cell, of each unit and contact."""
        row = self._sheet.row(place[0])
        for spot in spots(row, self._sheet.columns[place[1]]):
            self._add(spot, self._name(place, spot), "", merged=False)

    def plan(self, notes: Sequence[str] = (), block: tuple[Place, Place] | None = None) -> CellPlan:
        return CellPlan(tuple(self._writes.values()), tuple(self._skips), self._same, tuple(notes), block)

    def _leave(self, place: Place, text: str, shown: str, reason: str) -> None:
        """Nothing is lost where nothing was to be said, or just what stands there."""
        if not text or same(text, shown):
            self._same += bool(text)
            return
        self._skips.append(Skip(self._sheet.name(place), text, reason))

    def _write_lines(self, place: Place, behind: Sequence[Spot], text: str, piece: Piece) -> None:
        """A line for each of several contacts, as they are copied; a blank for all of them."""
        lines = text.split("\n") if text else [""]
        if len(lines) > len(behind) or (len(lines) < len(behind) and text) or any("\n" in spot.text for spot in behind):
            if not same(text, "\n".join(spot.text for spot in behind)):
                self._skips.append(Skip(self._sheet.name(place), text, CONTACTS))
            return
        lines += [""] * (len(behind) - len(lines))
        for spot, line in zip(behind, lines, strict=True):
            self._write(place, spot, line, piece)

    def _write(self, place: Place, spot: Spot, text: str, piece: Piece) -> None:
        if field_for(spot.key.field).kind is Kind.PHONE:
            text = restored(text)
            if digits_lost(text):
                self._skips.append(Skip(self._name(place, spot), text, LOST))
                return
        self._add(spot, self._name(place, spot), text, merged=piece.part is Part.BELOW)

    def _add(self, spot: Spot, name: str, text: str, *, merged: bool) -> None:
        if text == spot.text:
            self._same += 1
            self._writes.pop(spot.key, None)
        else:
            self._writes[spot.key] = Write(spot.key, name, spot.text, text, merged)

    def _name(self, place: Place, spot: Spot) -> str:
        if not spot.label:
            return self._sheet.name(place)
        return f"第 {spot.key.no} 条 {spot.key.unit} {field_for(spot.key.field).heading}"


def plan_paste(grid: Grid, sheet: Sheet, selection: Iterable[Place]) -> CellPlan:
    """The copied cells from the selection's first cell on; one cell goes into all that are selected, and rows or columns are
    repeated over a selection that is a multiple of them, as spreadsheets do. UsageError where it can't be told where to."""
    cells = sheet.cells(selection)
    if not cells:
        raise UsageError(NOTHING_HERE)
    draft = _Draft(sheet)
    if len(grid) == 1 and len(grid[0]) == 1:
        for place in cells:
            draft.put(place, grid[0][0])
        return draft.plan()
    into = rectangle(sheet, cells)
    if into is None:
        raise UsageError(SCATTERED)
    into = _spread(into, len(grid), len(grid[0]))
    for down in range(into.height):
        for across in range(into.width):
            piece = grid[down % len(grid)][across % len(grid[0])]
            line, column = into.top + down, into.left + across
            if line < len(sheet.lines) and column < len(sheet.columns):
                draft.put((sheet.lines[line], column), piece)
            else:
                draft.miss(piece.text, f"来源第 {down + 1} 行第 {across + 1} 列")
    return draft.plan(_notes(sheet, into), _block(sheet, into))


def plan_fill(sheet: Sheet, selection: Iterable[Place], *, right: bool = False) -> CellPlan:
    """The first selected cell of each column into those below it (of each row into those right of it); with one row selected
    the cell above is taken, as spreadsheets do. UsageError where there is nothing to take."""
    cells = sheet.cells(selection)
    if not cells:
        raise UsageError("没有选中可以填充的格子，请先选一格和它下面要填的格子。")
    along: dict[int, list[Place]] = {}
    for row, column in cells:
        along.setdefault(row if right else column, []).append((row, column))
    draft = _Draft(sheet)
    for places in along.values():
        source = places[0] if len(places) > 1 else _before(sheet, places[0], right=right)
        of, key = sheet.row(source[0]), sheet.columns[source[1]]
        if not spots(of, key) or len(of.entries) > 1:
            raise UsageError(f"“{sheet.name(source)}”不能拿来填充：{JOINT if spots(of, key) else READ_ONLY}。")
        piece = Piece(cell_text(of, key))
        for place in places:
            if place != source:
                draft.put(place, piece)
    return draft.plan()


def _before(sheet: Sheet, place: Place, *, right: bool) -> Place:
    """The cell above, over headings, or the one to the left."""
    line, column = sheet.line_of[place[0]] - (not right), place[1] - right
    if line < 0 or column < 0:
        of, to = ("左边", "右边") if right else ("上面", "下面")
        raise UsageError(f"{of}没有可以用来填充的格子，请先选一格和{to}要填的格子。")
    return sheet.lines[line], column


def plan_clear(sheet: Sheet, selection: Iterable[Place]) -> CellPlan:
    """All that was filled in within the selection, gone; what is read only stays."""
    draft = _Draft(sheet)
    for place in sheet.cells(selection):
        draft.clear(place)
    return draft.plan()


def passage(grid: Grid) -> str:
    """Rows of a single column as one text."""
    return "\n".join(row[0].text for row in grid)


def _spread(into: Rectangle, rows: int, columns: int) -> Rectangle:
    """As far as the copied cells reach: over the whole selection where that is a multiple of them both ways."""
    height, width = _along(into.height, rows), _along(into.width, columns)
    return into._replace(height=height, width=width) if height and width else into._replace(height=rows, width=columns)


def _along(selected: int, copied: int) -> int:
    """Cells filled one way, 0 where the selection is no multiple; a single cell is only where to begin."""
    return copied if selected == 1 else selected if selected % copied == 0 else 0


def _block(sheet: Sheet, into: Rectangle) -> tuple[Place, Place]:
    """As much of it as the table has."""
    last = min(into.top + into.height, len(sheet.lines)) - 1, min(into.left + into.width, len(sheet.columns)) - 1
    return (sheet.lines[into.top], into.left), (sheet.lines[last[0]], last[1])


def _notes(sheet: Sheet, into: Rectangle) -> list[str]:
    """What the clerk may not have in sight: folded rows are passed over."""
    last = min(into.top + into.height, len(sheet.lines)) - 1
    between = range(sheet.lines[into.top], sheet.lines[last] + 1)
    if any(place in sheet.folded for place in between):
        return ["中间有收起的分组，里面的措施没有粘贴到；要粘贴到的话，请先展开再粘贴。"]
    return []


def counted(plan: CellPlan, chosen: Collection[Write] | None = None, verb: str = "写入") -> str:
    """写入 12 格，其中覆盖 3 格，跳过 2 格. ``chosen``: those of its writes that are to be made."""
    writes = plan.writes if chosen is None else chosen
    over = sum(bool(write.before) for write in writes)
    parts = [f"{verb} {len(writes)} 格"]
    parts += [f"其中覆盖 {over} 格"] if over and verb == "写入" else []
    parts += [f"跳过 {len(plan.skips)} 格"] if plan.skips else []
    parts += [f"{plan.same} 格本来就一样"] if plan.same else []
    return "，".join(parts)
