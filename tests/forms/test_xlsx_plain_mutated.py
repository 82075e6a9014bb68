"""Whatever is put into a sheet at whatever place, while it is still XML: read without a parser it says what the parsers say."""

from __future__ import annotations

import re
from xml.parsers import expat

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qcapp.domain.errors import ExpectedError
from qcapp.domain.sheet import Document
from qcapp.forms.package import ZippedPackage
from qcapp.forms.xlsx_reader import read_xlsx
from tests.forms.test_xlsx_plain import Unsure
from tests.forms.xlsx_made import MAIN, inline, row, workbook

STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs></styleSheet>'
PART = "xl/worksheets/sheet1.xml"
# What programs and people put into sheets, whole and broken off.
_PIECES = (
    "<!-- 批 -->", "<![CDATA[<c>]]>", "<?hidden?>", "<row ", "<c ", "</c>", "</row>", "<row/>", '<c r="A9"/>',
    '<c r="B2"><v>5</v></c>', '<c r="C3" s="0" t="n"><v>12</v></c>', '<c r="C3" s="1"><v>1</v></c>',
    '<c r="B9" t="inlineStr"><is><t>己</t></is></c>', '<c r="B9" t="s"><v>0</v></c>',
    '<c r="C2" t="b"><v>1</v></c>', "<v>3</v>", '<row r="9" hidden="1"><c r="A9" t="inlineStr"><is><t>藏</t></is></c></row>',
    "&amp;", "&#10;", "&#xD;", "&lt;t&gt;", "\r\n", "\t", " ", "_x000D_", "\ue000", "<is><t>又</t></is>", "<t>又</t>",
    '<rPh sb="0" eb="1"><t>音</t></rPh>', "<r><t>格</t></r>", '<f>A1&amp;"乙"</f>', "]]>", "</sheetData>", "<sheetData>",
    '<mergeCell ref="A1:B2"/>', '<mergeCell ref="B2:A1"/>', '<rowBreaks><brk id="1"/></rowBreaks>',
    ' hidden="1"', ' xml:space="preserve"', ' r="A1"', '"',
)
# Beside tags, before attributes, and within texts.
_PLACES = re.compile(r"<|(?<=>)|(?= r=)|(?= t=)|(?<=<t)|(?<=[甲乙丙])")
_CELLS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 4), st.text("甲乙 &<>_x0D\n\"'丙", max_size=6)), max_size=8,
    unique_by=lambda cell: cell[:2],
)


@st.composite
def _sheets(draw: st.DrawFn) -> str:
    by_row: dict[int, list[str]] = {}
    for column, line, text in sorted(draw(_CELLS), key=lambda cell: (cell[1], cell[0])):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        by_row.setdefault(line, []).append(inline(f"{'ABCD'[column]}{line}", escaped))
    content = "".join(row(line, *cells) for line, cells in by_row.items())
    whole = f"<sheetData>{content}</sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>"
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.sampled_from([found.start() for found in _PLACES.finditer(whole)]))
        whole = whole[:at] + draw(st.sampled_from(_PIECES)) + whole[at:]
    return whole


def _read(data: bytes, package: ZippedPackage) -> Document | str:
    try:
        return read_xlsx(data, package)
    except ExpectedError as error:
        return str(error)


def _is_xml(part: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(part, True)
    except expat.ExpatError:
        return False
    return True


@settings(max_examples=500, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=_sheets())
def test_no_sheet_says_something_else_for_being_read_in_the_short_way(content: str) -> None:
    data = workbook(content, links=[("styles", "styles.xml")], more={"xl/styles.xml": STYLES})
    package = ZippedPackage(data)
    if _is_xml(package.read(PART)) and package.plain(PART) is not None:
        assert _read(data, package) == _read(data, Unsure(data)), content
