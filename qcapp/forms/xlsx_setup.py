"""Everything of the sheet that is not a cell: page, header rows, protection, hints for filling in, identity."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from qcapp.domain.page_setup import PageNumbers, PageSetup
from qcapp.domain.period import Period
from qcapp.forms.carrier_names import DEFINED_NAME, HIDDEN_SHEET
from qcapp.forms.carriers import number_line, properties_of
from qcapp.forms.layout import FormIdentity, Paper, TableDocument
from qcapp.forms.metrics import page_for
from qcapp.forms.prompts import PROMPTS
from qcapp.forms.xlsx_grid import Grid
from qcapp.forms.xlsx_style import CHARACTER_WIDTH

OFFICIAL_SHEET, FORM_SHEET, SLIP_SHEET = "细化表", "下发表", "退回说明"
_PAPER_CODES = {Paper.A3: 8, Paper.A4: 9}
_MM_PER_INCH = 25.4
_LETTERS = "ABCDEFGHI"
# A little less than the text width, so that rounding never shrinks the whole page.
_SHRINK = 0.975

PAGE_NUMBER_CODES = {
    PageNumbers.OF_TOTAL: "第 &P 页　共 &N 页", PageNumbers.DASHES: "— &P —", PageNumbers.NONE: None,
}
_TERMS = "{http://purl.org/dc/terms/}"


def set_up(book: Any, sheet: Worksheet, document: TableDocument, grid: Grid, created: datetime | None) -> None:
    """Set everything but the cells; ``created`` None leaves the dates out."""
    form = SLIP_SHEET if document.reasoned else FORM_SHEET
    sheet.title = form if document.fillable else OFFICIAL_SHEET
    _dimensions(sheet, grid)
    _print(sheet, document, grid)
    identifier = document.identity.form_id if document.identity else None
    book.properties = FileProperties(
        created, creator="营商台账", title=document.title, identifier=identifier
    )
    if document.identity:
        _protect(sheet)
        _hints(sheet, document, grid)
        _identify(book, document.identity)


class FileProperties:
    """The file's properties, with dates only where one is given: openpyxl puts now, and then no two files are the same."""

    def __init__(self, created: datetime | None, **known: str | None) -> None:
        self._dated = created is not None
        self._properties = DocumentProperties(created=created, modified=created, **known)

    def to_tree(self) -> Any:
        tree: Any = self._properties.to_tree()
        for element in list(tree):
            if not self._dated and element.tag.startswith(_TERMS):
                tree.remove(element)
        return tree


def _dimensions(sheet: Worksheet, grid: Grid) -> None:
    for letter, width in zip(_LETTERS, grid.widths, strict=False):
        sheet.column_dimensions[letter].width = round(width * _SHRINK / CHARACTER_WIDTH, 2)
    sheet.freeze_panes = f"A{grid.header + 1}"
    sheet.sheet_view.showGridLines = False
    first_open = f"D{grid.header + 1}"
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = first_open


def _print(sheet: Worksheet, document: TableDocument, grid: Grid) -> None:
    set_up_page(sheet, document.paper, document.setup)
    sheet.print_options.horizontalCentered = True
    if document.setup.header_on_each:
        sheet.print_title_rows = f"{1 if document.setup.title_on_each else grid.header}:{grid.header}"
    sheet.print_area = f"A1:{_LETTERS[len(grid.widths) - 1]}{len(grid.heights)}"
    footer: Any = sheet.oddFooter
    footer.center.text = PAGE_NUMBER_CODES[document.setup.numbers]
    if document.identity:
        footer.left.text = number_line(document.identity.form_id)
    elif document.printed:
        footer.left.text = document.printed
    for row in grid.breaks:
        sheet.row_breaks.append(Break(id=row))


def set_up_page(sheet: Any, paper: Paper, setup: PageSetup) -> None:
    """Paper, direction and margins; one page wide. A setup that scales the type has the program scale the page by as much."""
    page, printed, margins = page_for(paper, setup), sheet.page_setup, sheet.page_margins
    printed.orientation, printed.paperSize = setup.orientation.value, _PAPER_CODES[paper]
    # openpyxl's types know these as booleans and strings in places where the file has numbers.
    if setup.scale == 100:
        printed.fitToWidth, printed.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    else:
        printed.scale = setup.scale
    margins.left, margins.right = page.left / _MM_PER_INCH, page.right / _MM_PER_INCH
    margins.top, margins.bottom = page.top / _MM_PER_INCH, page.bottom / _MM_PER_INCH
    margins.header = margins.footer = page.footer / _MM_PER_INCH


def _protect(sheet: Worksheet) -> None:
    """No password: it keeps hands off the official text by mistake, not by force. Rows may be made taller."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatRows = protection.formatColumns = False
    protection.selectLockedCells = protection.selectUnlockedCells = False


def _hints(sheet: Worksheet, document: TableDocument, grid: Grid) -> None:
    """A hint beside each cell to fill in; lists that suggest and never forbid."""
    if not grid.bands or not document.identity:
        return
    period = Period.parse(document.identity.period)
    first, last = grid.bands[0].rows.first, grid.bands[-1].rows.last
    lists = {"problems": ("无",), "deadline": suggested_deadlines(period)}
    for letter, column in zip(_LETTERS, document.columns, strict=False):
        if column.key not in PROMPTS:
            continue
        title, text = PROMPTS[column.key]
        choices = lists.get(column.key)
        rule = DataValidation(
            type="list" if choices else None, formula1=f'"{",".join(choices)}"' if choices else None, allow_blank=True,
            showErrorMessage=False, showInputMessage=True, promptTitle=title, prompt=text.format(year=period.year),
            sqref=f"{letter}{first}:{letter}{last}",
        )
        sheet.add_data_validation(rule)


def suggested_deadlines(period: Period) -> tuple[str, ...]:
    """长期坚持, the end of this year and its quarters still to come, and the half-years of the next."""
    year = period.year
    quarters = [f"{year}年{month}月底" for month in (3, 6, 9) if month >= period.month]
    return ("长期坚持", f"{year}年12月底", *quarters, f"{year + 1}年6月底", f"{year + 1}年12月底")


def _identify(book: Any, identity: FormIdentity) -> None:
    for name, value in properties_of(identity):
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    book.defined_names[DEFINED_NAME] = DefinedName(DEFINED_NAME, attr_text=f'"{identity.form_id}"')
    hidden = book.create_sheet(HIDDEN_SHEET)
    hidden.sheet_state = "veryHidden"
    for row, (name, value) in enumerate(properties_of(identity), start=1):
        for column, text in enumerate((name, value), start=1):
            cell = hidden.cell(row, column)
            cell._value, cell.data_type = text, "s"
