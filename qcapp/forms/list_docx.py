"""A plain table as docx: the heading row on each page, rows that stay whole where that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qcapp.domain.text import scrub
from qcapp.forms.docx_base import W_NS, new_document, parsed
from qcapp.forms.docx_stream import LongTables
from qcapp.forms.docx_table import HEAD_SHADE, STRIPE_SHADE, cell_xml, paragraphs, table_properties, twips
from qcapp.forms.docx_writer import LAST_LINE, above_xml, repeat_above, save_docx, write_footer
from qcapp.forms.list_table import GroupLine, ListRow, ListTable
from qcapp.forms.metrics import Page, page_for, text_height
from qcapp.forms.paper_grid import SPLITS

_KEEP = "<w:keepNext/>"


def write_list_docx(table: ListTable, target: Path) -> None:
    """Write the table to ``target``; WriteFailed when it can't be, with the older file whole."""
    docx, tables = new_document(table.paper, table.setup), LongTables()
    end = docx.element.body.sectPr
    above = above_xml(table.title, table.caption)
    for element in parsed(above + _table_xml(table, tables) + LAST_LINE):
        end.addprevious(element)
    write_footer(docx, table.setup, table.printed)
    if table.setup.title_on_each:
        repeat_above(docx, above)
    docx.core_properties.title = scrub(table.title)[:255]
    save_docx(docx, tables, target)


def _table_xml(table: ListTable, tables: LongTables) -> str:
    page = page_for(table.paper, table.setup)
    widths = table.widths(page.text_width, page.body * 1.08)
    grid = [twips(width) for width in widths]
    head = "".join(
        cell_xml(width, paragraphs(column.heading, "QCHead", _KEEP), HEAD_SHADE)
        for column, width in zip(table.columns, widths, strict=True)
    )
    repeated = "<w:tblHeader/>" if table.setup.header_on_each else ""
    heading = f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{head}</w:tr>"
    rows = tables.rows(_rows(table, page, widths))
    return f'<w:tbl xmlns:w="{W_NS}">{table_properties(grid)}{heading}{rows}</w:tbl>'


def _rows(table: ListTable, page: Page, widths: tuple[float, ...]) -> Iterator[str]:
    count = 0
    for row in table.rows:
        if isinstance(row, GroupLine):
            yield _group(row.text, len(widths), sum(widths))
        else:
            yield _row(row, table, page, widths, STRIPE_SHADE if table.setup.striped and count % 2 else "")
            count += 1


def _group(text: str, columns: int, width: float) -> str:
    """One cell over all columns, never alone at the foot of a page."""
    body = paragraphs(text, "QCText", _KEEP)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell_xml(width, body, HEAD_SHADE, span=columns)}</w:tr>"


def _row(row: ListRow, table: ListTable, page: Page, widths: tuple[float, ...], shade: str) -> str:
    cells = "".join(
        cell_xml(width, paragraphs(text, "QCCentre" if column.centred else "QCText"), shade)
        for column, text, width in zip(table.columns, row.cells, widths, strict=True)
    )
    # Were a tall row kept whole, what is beyond the page would be hidden.
    height = max(text_height(text, width, page.body) for text, width in zip(row.cells, widths, strict=True))
    whole = "<w:cantSplit/>" if table.setup.keep_rows and height <= page.text_height * SPLITS else ""
    return f"<w:tr><w:trPr>{whole}</w:trPr>{cells}</w:tr>"
