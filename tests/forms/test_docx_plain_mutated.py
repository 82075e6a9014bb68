"""Whatever is put into a table at whatever place, while it is still XML: read without a tree it says what the tree says."""

from __future__ import annotations

import re
from unittest.mock import patch
from xml.parsers import expat

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qcapp.domain.errors import ExpectedError
from qcapp.domain.sheet import Document
from qcapp.forms import docx_reader
from qcapp.forms.docx_plain import plain_tables
from qcapp.forms.docx_reader import read_docx
from tests.forms.docx_made import docx
from tests.forms.test_docx_plain import cell, part, table, text

# What programs and people put into tables, whole and broken off.
_PIECES = (
    "<!-- 批 -->", "<![CDATA[<w:t>]]>", "<?hidden?>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:p>", "</w:p>", "<w:r>",
    "</w:r>", "<w:t>", "</w:t>", "<w:p/>", "<w:r/>", "<w:t/>", "<w:br/>", '<w:br w:type="page"/>', "<w:tab/>", "<w:cr/>",
    "<w:r><w:br/><w:t>换</w:t></w:r>", "<w:p><w:r><w:t>又</w:t></w:r></w:p>", "<w:t>又</w:t>",
    "<w:rPr><w:vanish/></w:rPr>", '<w:rPr><w:b/><w:u w:val="single"/></w:rPr>', '<w:rPr><w:rStyle w:val="a"/></w:rPr>',
    '<w:pPr><w:jc w:val="center"/></w:pPr>', '<w:pPr><w:pStyle w:val="1"/></w:pPr>',
    '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>',
    '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>",
    '<w:trPr><w:gridBefore w:val="1"/></w:trPr>', "<w:trPr><w:cantSplit/></w:trPr>", "<w:trPr><w:hidden/></w:trPr>",
    "<w:tc><w:p/></w:tc>", "<w:tr><w:tc><w:p/></w:tc></w:tr>", "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "<w:tblPr/>", '<w:del w:id="1"><w:r><w:delText>删</w:delText></w:r></w:del>',
    '<w:ins w:id="1"><w:r><w:t>加</w:t></w:r></w:ins>', "<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
    '<w:bookmarkStart w:id="0" w:name="QC_202107_07_3F9K"/>', '<w:proofErr w:type="a"/>', "&amp;", "&lt;w:t&gt;", "&#10;",
    "&#xD;", "\r\n", "\n", "\t", "  ", "词", ' w:rsidR="1"', ' xml:space="preserve"', "<w:txbxContent/>",
)
_PLACES = re.compile(r"<|(?<=>)|(?<=[甲乙丙])|(?<=<w:p)|(?<=<w:t)|(?<=<w:r)")
_TEXTS = st.text("甲乙 &<>\n\"'丙", max_size=5).map(lambda said: said.replace("&", "&amp;").replace("<", "&lt;"))
_ROWS = st.lists(st.lists(_TEXTS, min_size=1, max_size=3), min_size=1, max_size=3)


@st.composite
def _documents(draw: st.DrawFn) -> str:
    whole = part(table(*("".join(cell(text(said)) for said in row) for row in draw(_ROWS)))).decode()
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.sampled_from([found.start() for found in _PLACES.finditer(whole)]))
        whole = whole[:at] + draw(st.sampled_from(_PIECES)) + whole[at:]
    return whole


def _read(data: bytes) -> Document | str:
    try:
        return read_docx(data)
    except ExpectedError as error:
        return str(error)


def _is_xml(said: str) -> bool:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(said.encode(), True)
    except expat.ExpatError:
        return False
    return True


@settings(max_examples=500, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=_documents())
def test_no_table_says_something_else_for_being_read_in_the_short_way(document: str) -> None:
    if _is_xml(document) and plain_tables(document.encode()) is not None:
        data = docx("", parts={"word/document.xml": document})
        found = _read(data)
        with patch.object(docx_reader, "plain_tables", lambda data: None):
            assert _read(data) == found, document
