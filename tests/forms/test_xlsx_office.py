"""LibreOffice itself: forms survive its saving, and what is computed here holds what it really draws."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl import load_workbook

from qcapp.forms.carriers import find_form_ids
from qcapp.forms.layout import Paper
from qcapp.forms.metrics import column_widths, lines_needed, page_for, units_in
from qcapp.forms.xlsx_grid import grid_of
from qcapp.forms.xlsx_reader import read_spreadsheet, read_xlsx
from qcapp.forms.xlsx_writer import write_xlsx
from tests.forms.tables import FORM_ID, filler, form, official, plan, slip
from tests.returns.xlsx.make import ANSWERS, filled_form, resave

pytestmark = pytest.mark.office

_FODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2" '
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>{styles}'
    '<style:style style:name="ro" style:family="table-row"><style:table-row-properties style:use-optimal-row-height="true"/>'
    "</style:style></office:automatic-styles><office:body><office:spreadsheet>"
    '<table:table table:name="a">{columns}{rows}</table:table></office:spreadsheet></office:body></office:document>'
)
_STYLES = (
    '<style:style style:name="co{0}" style:family="table-column"><style:table-column-properties style:column-width="{1}pt"/>'
    '</style:style><style:style style:name="ce{0}" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-family="仿宋" style:font-family-asian="仿宋" fo:font-size="{2}pt" '
    'style:font-size-asian="{2}pt"/></style:style>'
)


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_form_saved_by_libreoffice_says_what_was_typed_and_whose_it_is(kind: str, tmp_path: Path, profile: Path) -> None:
    (tmp_path / "另存").mkdir()
    saved = resave(filled_form(tmp_path / "填好.xlsx"), kind, tmp_path / "另存", profile)
    document = read_xlsx(saved.read_bytes()) if kind == "xlsx" else read_spreadsheet(saved.read_bytes(), kind)
    sheet = document.sheets[0]
    assert {place: sheet.text(int(place[1:]) - 1, ord(place[0]) - 65) for place in ANSWERS} == ANSWERS
    assert list(find_form_ids(document)) == [FORM_ID]


Probe = list[tuple[float, float, str]]  # width in points, type size, text


def lines_drawn(cells: Probe, folder: Path, profile: Path) -> list[int]:
    """Lines that LibreOffice breaks each text into, told by the row height that it finds best.

    Two probes of one and of eleven lines for each size give its line pitch.
    """
    looks = list(dict.fromkeys((width, size) for width, size, _ in cells))
    probes = [(width, size, text) for width, size in looks for text in ("一", "\n".join("一" * 11))]
    rows = []
    for width, size, text in [*cells, *probes]:
        at = looks.index((width, size))
        skipped = f'<table:table-cell table:number-columns-repeated="{at}"/>' if at else ""
        words = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
        cell = f'<table:table-cell table:style-name="ce{at}" office:value-type="string">{words}</table:table-cell>'
        rows.append(f'<table:table-row table:style-name="ro">{skipped}{cell}</table:table-row>')
    styles = "".join(_STYLES.format(at, *look) for at, look in enumerate(looks))
    columns = "".join(f'<table:table-column table:style-name="co{at}"/>' for at in range(len(looks)))
    source = folder / "probe.fods"
    source.write_text(_FODS.format(styles=styles, columns=columns, rows="".join(rows)), encoding="utf-8")
    sheet = load_workbook(resave(source, "xlsx", folder, profile)).worksheets[0]
    heights = [sheet.row_dimensions[row].height or 0.0 for row in range(1, len(rows) + 1)]
    ruler = {look: heights[len(cells) + 2 * at : len(cells) + 2 * at + 2] for at, look in enumerate(looks)}
    lines = []
    for (width, size, _), height in zip(cells, heights, strict=False):
        one, eleven = ruler[width, size]
        lines.append(round((height - one) / ((eleven - one) / 10)) + 1)
    return lines


def test_no_text_is_broken_into_more_lines_than_was_reckoned(tmp_path: Path, profile: Path) -> None:
    cells: Probe = []
    reckoned: list[int] = []
    for paper in Paper:
        page = page_for(paper)
        widths = column_widths(page)
        texts = [measure.printed for measure in plan().measures] + [filler(length) for length in (20, 90, 300, 700)]
        for text in texts:
            for column, size in ((1, page.body), (5, page.body), (5, 8.0), (6, page.body)):
                cells.append((round(widths[column] * 0.975, 2), size, text))
                reckoned.append(lines_needed(text, units_in(widths[column], size)))
    drawn = lines_drawn(cells, tmp_path, profile)
    short = [(cell, need, lines) for cell, need, lines in zip(cells, reckoned, drawn, strict=True) if lines > need]
    assert not short
    assert sum(reckoned) < 1.2 * sum(drawn), "rows far higher than their text"


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler")
@pytest.mark.parametrize("paper", list(Paper))
def test_printed_pages_are_those_reckoned_each_with_head_and_number(paper: Paper, tmp_path: Path, profile: Path) -> None:
    document = official(paper, progress={3: filler(2500)})
    write_xlsx(document, tmp_path / "表.xlsx")
    pdf = resave(tmp_path / "表.xlsx", "pdf", tmp_path, profile)
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60).stdout
    pages = text.decode("utf-8").split("\f")[:-1]
    assert len(pages) == len(grid_of(document).breaks) + 1
    for number, page in enumerate(pages, start=1):
        plain = re.sub(r"\s+", "", page)
        assert "重点任务改革措施责任单位责任人联系电话进展情况存在问题完成时限" in plain
        assert f"第{number}页共{len(pages)}页" in plain


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler")
def test_a_printed_form_says_its_number_on_each_page(tmp_path: Path, profile: Path) -> None:
    write_xlsx(form(), tmp_path / "表.xlsx")
    pdf = resave(tmp_path / "表.xlsx", "pdf", tmp_path, profile)
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60).stdout
    pages = text.decode("utf-8").split("\f")[:-1]
    assert len(pages) == len(grid_of(form()).breaks) + 1
    assert all(f"表号：{FORM_ID}" in page for page in pages)
    assert "填表说明：" in pages[-1]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler")
def test_a_printed_slip_shows_every_reason_whole_under_its_heading(tmp_path: Path, profile: Path) -> None:
    reasons = "\n".join(f"{number}. 第{number}处请按说明重写，写清做了什么、到什么程度。" for number in range(1, 8))
    document = slip("区住建局", reasons=reasons)
    write_xlsx(document, tmp_path / "退回.xlsx")
    pdf = resave(tmp_path / "退回.xlsx", "pdf", tmp_path, profile)
    text = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, timeout=60).stdout
    pages = [re.sub(r"\s+", "", page) for page in text.decode("utf-8").split("\f")[:-1]]
    assert len(pages) == len(grid_of(document).breaks) + 1
    assert all("完成时限退回原因" in page for page in pages)
    assert all("".join(pages).count(f"第{number}处请按说明重写") == len(document.blocks) for number in range(1, 8))
