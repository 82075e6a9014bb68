"""From a document to a returned form: what stands where, found by content and not by position. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.fields import COLUMN_BY_KEY
from qcapp.domain.forms import FORM_ID, GUIDE, GUIDE_NAME, FoundPicture, Note, Place, ReturnedForm, ReturnedRow
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.period import Period
from qcapp.domain.sheet import Document
from qcapp.domain.text import shortened
from qcapp.forms.as_printed import located_as_printed
from qcapp.forms.block import Block
from qcapp.forms.carriers import find_form_ids
from qcapp.forms.headings import NUMBER
from qcapp.forms.hints import outside, period_hint, title_of, unit_hints
from qcapp.forms.leftovers import leftover_notes
from qcapp.forms.overlong import without_overlong
from qcapp.forms.sheet_ids import SheetIds
from qcapp.forms.table import Region, Table, find_table

NOT_FOUND = "这份文件里没有找到责任清单细化表（认不出“改革措施”“进展情况”等栏目），请核对是否选错了文件。"
NO_ROWS = "这份文件里有责任清单细化表的表头，但没有一条措施，请让单位填写下发的表格再报。"

_MOST_BESIDE = 20
_GUIDE_TITLE = LazyPattern(rf"(?:\d{{4}}年\d{{1,2}}月)?{GUIDE_NAME}")


def locate(document: Document) -> ReturnedForm:
    """The form that the document holds. UnreadableFile when it holds no 细化表."""
    return without_overlong(located_as_printed(document) or searched(document))


def searched(document: Document) -> ReturnedForm:
    """As ``locate``, however the table stands there."""
    from qcapp.forms.blocks import blocks_of  # what the process that reads need not have when the first form comes
    from qcapp.forms.enclosed import pictures_of
    from qcapp.forms.rivals import rival_notes, settled

    table = find_table(document)
    if table is None:
        raise UnreadableFile(GUIDE if any(map(_GUIDE_TITLE.fullmatch, document.texts[:1])) else NOT_FOUND)
    form_ids, around = find_form_ids(document), outside(document, table)
    hint = period_hint(around)
    table = settled(table, _own_month(form_ids, hint))
    blocks = blocks_of(table.lines)
    if not blocks:
        raise UnreadableFile(NO_ROWS)
    notes = [Note("reading", sentence) for sentence in document.notes]
    notes += _sheet_notes(document, table)
    notes += _column_notes(table)
    notes += rival_notes(blocks)
    notes += [note for block in blocks for note in block.notes]
    title = title_of(document, table)
    notes += _beside_notes(table)
    notes += leftover_notes(document, table, blocks, title)
    within, loose = pictures_of(document, blocks)
    sheet_ids = SheetIds(blocks)
    return ReturnedForm(
        rows=tuple(_row(block, within.get(block, ()), sheet_ids) for block in blocks),
        form_ids=form_ids,
        title=title,
        unit_hints=unit_hints(around),
        period_hint=hint,
        notes=tuple(notes),
        pictures=loose,
    )


def _own_month(form_ids: Iterable[str], hint: Period | None) -> Period | None:
    """The month that the form is of, by its ids and by what stands around the table; None where these differ or say nothing."""
    found = [each for form_id in form_ids if (each := FORM_ID.fullmatch(form_id)) and int(each[1]) >= 1900]
    months = {Period(int(each[1]), int(each[2])) for each in found}
    months |= {hint} if hint else set()
    return months.pop() if len(months) == 1 else None


def _row(block: Block, pictures: tuple[FoundPicture, ...], ids: SheetIds) -> ReturnedRow:
    return ReturnedRow(
        block.no, block.text, block.task, block.unit, dict(block.cells), block.place, pictures, _reasons(block),
        ids.over(block.first),
    )


def _reasons(block: Block) -> str:
    """What stands in the columns of our reasons beside the measure, each cell's words once."""
    cells = (line.grid.text(line.row, column) for line in block.lines for column in sorted(line.header.ours))
    return "\n".join(dict.fromkeys(text for text in cells if text))


def _beside_notes(table: Table) -> list[Note]:
    """Words beside cells that are no field's, and such cells that can't be read."""
    notes = []
    for grid in table.grids:
        for spot, words in grid.beside.asides.items():
            if spot not in grid.beside.taken:
                said = shortened("；".join(words), 60)
                notes.append(Note("aside", f"{Place(grid.name, *spot).label}旁的“{said}”没有读入，请核对是不是填报的内容。"))
        for spot, why in grid.beside.unreadable.items():
            if spot not in grid.beside.taken:
                notes.append(Note("unreadable", f"{Place(grid.name, *spot).label}读不出（{why}），请对照原文件核对。"))
    if len(notes) > _MOST_BESIDE:
        more = Note("aside", f"还有 {len(notes) - _MOST_BESIDE} 处批注、文本框或读不出的格子没有读入，请对照原文件核对。")
        notes = [*notes[:_MOST_BESIDE], more]
    return notes


def _sheet_notes(document: Document, table: Table) -> list[Note]:
    notes: list[Note] = []
    if table.hidden:
        name = table.regions[0].grid.name
        notes.append(Note("sheet_hidden", f"表格在隐藏的工作表“{name}”里，已按它读取，请核对。"))
    if len(table.regions) > 1 and document.kind not in ("docx", "odt"):
        names = "、".join(f"“{region.grid.name}”" for region in table.regions)
        notes.append(Note("several_sheets", f"有 {len(table.regions)} 张工作表像是下发表（{names}），已一并读取，请核对。"))
    return notes


def _column_notes(table: Table) -> list[Note]:
    """Columns taken by a guess, and columns that hold text and were left out; each said once a file."""
    notes: dict[str, Note] = {}
    for region in table.regions:
        if region.continued:
            continue
        for guess in region.header.guesses:
            if guess.key == NUMBER:
                continue
            heading = COLUMN_BY_KEY[guess.key].heading
            said = f"“{shortened(guess.heading, 20)}”一栏按“{heading}”读取。"
            notes.setdefault(said, Note("column_synonym", said))
        for each in region.header.dated:
            said = f"“{shortened(each, 20)}”一栏标的不是这张表的月份，已照样读取，请核对是不是本月的内容。"
            notes.setdefault(said, Note("column_dated", said))
        for column, heading in region.header.others.items():
            if _has_text(region, column):
                stale = column in region.header.stale
                why = "写的是别的月份" if stale else "不在清单里"
                said = f"“{shortened(heading, 20)}”一栏{why}，里面的文字没有读取，请核对。"
                notes.setdefault(said, Note("column_other_month" if stale else "column_unknown", said))
    return list(notes.values())


def _has_text(region: Region, column: int) -> bool:
    return any(line.grid.text(line.row, column) for line in region.lines)
