"""Every element of a paper stands where Word insists on it, and whatever a text holds, the paper is a document that says it."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcapp.domain.text import scrub
from qcapp.forms.layout import Paper
from qcapp.forms.letterhead_sample import sample_letterhead
from qcapp.forms.paper import Annex, Grid, Level, OfficialPaper, Paragraph
from tests.forms.docx_golden import root_of
from tests.forms.papers import LINE, Printed, data, grid, paper, text, w
from tests.forms.tables import official

# The schema's order of children, those that we use; what may stand anywhere (trPr) is left out.
ORDER = {
    "pPr": [
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "autoSpaceDE", "autoSpaceDN", "snapToGrid",
        "spacing", "ind", "jc", "outlineLvl", "rPr", "sectPr",
    ],
    "rPr": ["rStyle", "rFonts", "vanish", "color", "spacing", "kern", "sz", "szCs", "lang"],
    "style": ["name", "basedOn", "next", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat", "pPr", "rPr", "tblPr"],
    "sectPr": ["headerReference", "footerReference", "type", "pgSz", "pgMar", "cols", "titlePg", "docGrid"],
    "tbl": ["tblPr", "tblGrid", "tr"],
    "tr": ["trPr", "tc"],
    "tc": ["tcPr", "p"],
    "tblPr": ["tblpPr", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar"],
    "tblBorders": ["top", "left", "bottom", "right", "insideH", "insideV"],
    "tblCellMar": ["top", "left", "bottom", "right"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "shd", "vAlign"],
    "settings": [
        "zoom", "defaultTabStop", "evenAndOddHeaders", "characterSpacingControl", "compat", "themeFontLang",
    ],
    "font": ["altName", "charset", "family", "pitch"],
}
FULL = paper(
    Paragraph("一、情况", Level.ONE), Paragraph("很好。", lead="区甲局。"), LINE, grid(note="注"),
    annexes=(
        Annex("甲", (grid(9),), landscape=True), Annex("乙", table=official(Paper.A4)), Annex("丙", table=official(Paper.A3)),
        Annex("丁", (LINE,)),
    ),
    number="清营商办〔2021〕8号", contact="张某某",
)


@pytest.mark.parametrize("letterhead", [None, sample_letterhead()], ids=["own page", "letterhead"])
def test_elements_stand_in_the_order_that_word_insists_on(letterhead: bytes | None) -> None:
    made = data(FULL, letterhead)
    names = [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if name.startswith("word/") and name.endswith(".xml")]
    assert len([name for name in names if "footer" in name]) >= 6
    for part in names:
        for element in root_of(made, part).iter():
            order = ORDER.get(str(element.tag).rpartition("}")[2])
            if order:
                children = [child.tag.rpartition("}")[2] for child in element]
                assert children == sorted(children, key=order.index), part


def test_each_cell_ends_with_a_paragraph_and_each_row_has_as_many_cells_as_the_table_columns() -> None:
    for table in Printed(data(FULL)).body.iter(w("tbl")):
        count = len(table.findall(f"{w('tblGrid')}/{w('gridCol')}"))
        for row in table.findall(w("tr")):
            cells = row.findall(w("tc"))
            assert len(cells) == count
            assert all(cell[-1].tag == w("p") for cell in cells)


ODD = st.one_of(
    st.text(max_size=60),
    st.sampled_from([
        "", " ", "　", "\n", "控\x00制\x07字\x1b符", "半个\ud83d字", "非字符\ufffe", "</w:t></w:r>", "<b>&amp;</b>", "]]>",
        "x" * 900, "字" * 3000, "制\t表", "😀👨‍👩‍👧", "行间\u2028符", "【正文】", "【标题】【日期】", "=cmd|'/c calc'!A1",
        "a\r\nb\rc", "{0} %s \\1",
    ]),
)
PARTS = st.one_of(
    st.builds(Paragraph, ODD, st.sampled_from(list(Level)), ODD),
    st.builds(
        Grid, st.lists(ODD, max_size=4).map(tuple), st.lists(st.lists(ODD, max_size=4).map(tuple), max_size=3).map(tuple),
        st.lists(st.floats(0, 9), max_size=4).map(tuple), st.frozensets(st.integers(0, 5), max_size=2), ODD,
    ),
    st.just(LINE),
)
PAPERS = st.builds(
    OfficialPaper, ODD, ODD, st.lists(PARTS, max_size=4).map(tuple), ODD, st.none() | st.dates(date(1, 1, 1)),
    st.lists(
        st.builds(Annex, ODD, st.lists(PARTS, max_size=2).map(tuple), st.none(), st.booleans()), max_size=3
    ).map(tuple),
    ODD, ODD,
)


def words_of(made: Any) -> str:
    return "".join(text(made.body).split())


@given(PAPERS)
@settings(max_examples=60, deadline=None)
def test_whatever_a_paper_holds_it_is_a_document_that_says_it(odd: OfficialPaper) -> None:
    for letterhead in (None, sample_letterhead()):
        made = data(odd, letterhead)
        assert docx.Document(io.BytesIO(made)).element.body is not None
        said = words_of(Printed(made))
        for part in odd.parts:
            if isinstance(part, Paragraph) and scrub(part.lead + part.text).strip():
                assert "".join(scrub(part.text).split()) in said
            elif isinstance(part, Grid):
                assert all("".join(scrub(cell).split()) in said for row in part.rows for cell in row)
        assert "".join(scrub(odd.title).split()) in said
        assert all("".join(scrub(annex.title).split()) in said for annex in odd.annexes)
