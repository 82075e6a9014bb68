"""Lines of the table gathered into blocks: one measure each, with its contact rows and fillable texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qcapp.domain.fields import COLUMN_BY_KEY
from qcapp.domain.text import comparable
from qcapp.forms.block import Block
from qcapp.forms.contact_rows import read_contacts
from qcapp.forms.gathering import gathered
from qcapp.forms.grid import Grid, Spot
from qcapp.forms.headings import TEXT_KEYS
from qcapp.forms.owners import Owners
from qcapp.forms.rivals import rival_of
from qcapp.forms.table import Line


def blocks_of(lines: Iterable[Line]) -> list[Block]:
    """The measures in the order of the table, all that their rows say read."""
    blocks = gathered(lines)
    owners = Owners(blocks)
    for block in blocks:
        if block.doubtful:
            _note_doubt(block)
        for key in TEXT_KEYS:
            _read_text(block, key, owners)
        read_contacts(block, owners)
    owners.note_shared()
    return blocks


def _note_doubt(block: Block) -> None:
    row = block.first.row + 1
    if block.no is None:
        said = f"表中第 {row} 行起像是另一条措施，但“改革措施”与上一条合并成了一格，看不出是哪一条，请核对。"
    else:
        said = f"表中第 {row} 行起的“改革措施”与上一条合并成了一格，已按序号认作第 {block.no} 条，请核对。"
    block.note("merged_over_two", said)


def _read_text(block: Block, key: str, owners: Owners) -> None:
    if key not in block.first.header.columns:
        return
    heading = COLUMN_BY_KEY[key].heading
    cells = [(line, column) for line in block.lines if (column := line.header.columns.get(key)) is not None]
    spots = [(line.grid, spot) for line, column in cells if (spot := owners.spot(line, column))]
    if not spots:
        block.note("merged_across", f"{block.label}的“{heading}”与旁边的格子合并成了一格，没有读取，请核对。")
        return
    found = _distinct([(grid, spot) for grid, spot in spots if grid.text(*spot)])
    if len(found) > 1:
        block.note("cells_joined", f"{block.label}的“{heading}”分在 {len(found)} 格里，已按先后合在一起，请核对。")
    # All of them, not only up to the first: each shared cell is noted.
    shared = [owners.shared(line, column, heading) for line, column in cells]
    text = "\n".join(grid.text(*spot) for grid, spot in found)
    rival = rival_of(block, key, owners, text)
    also = (*spots, *rival.cells)
    block.put(key, text, found[0] if found else spots[0], also, any(shared) or rival.shared, rival.words, rival.doubt)


def _distinct(cells: Sequence[tuple[Grid, Spot]]) -> list[tuple[Grid, Spot]]:
    """Without those that say the same as an earlier one."""
    by_text: dict[str, tuple[Grid, Spot]] = {}
    for grid, spot in cells:
        by_text.setdefault(comparable(grid.text(*spot)), (grid, spot))
    return list(by_text.values())
