"""An official paper is printed as GB/T 9704-2012 has it: grid, types, indents, the end of the text, page numbers, properties."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from qcapp.domain.errors import WriteFailed
from qcapp.forms.docx_reader import read_docx
from qcapp.forms.paper import Annex, Grid, Level, OfficialPaper, Paragraph
from qcapp.forms.paper_docx import paper_bytes, write_paper
from tests.forms.docx_golden import root_of
from tests.forms.papers import LINE, PLAIN, Drawing, Printed, data, grid, levels, millimetres, paper, text, w

CHARACTER, PITCH = 15.75, 28.95


def printed(made: OfficialPaper) -> Printed:
    return Printed(data(made))


def test_the_page_is_a4_with_the_margins_and_the_text_area_of_the_standard() -> None:
    (section,) = printed(PLAIN).sections
    assert [millimetres(section, "pgSz", side) for side in ("w", "h")] == [210, 297]
    assert [millimetres(section, "pgMar", side) for side in ("top", "bottom", "left", "right")] == [37, 35, 28, 26]
    width, height = 210 - 28 - 26, 297 - 37 - 35
    assert (width, height) == (156, 225)


def test_a_page_holds_twenty_two_lines_of_twenty_eight_characters_and_no_more() -> None:
    made = printed(paper("一" * 700))
    line = made.find("一" * 700)
    assert (made.value(line, "spacing", "line"), made.value(line, "spacing", "lineRule")) == ("579", "exact")
    assert [made.value(line, "spacing", side) for side in ("before", "after")] == ["0", "0"]
    height, width = 225 / 25.4 * 72, 156 / 25.4 * 72
    assert int(height / PITCH) == 22
    closer = int(made.styled(line).find(f"{w('rPr')}/{w('spacing')}").get(w("val"))) / 20
    assert made.type(line)[1] + closer == CHARACTER
    assert int(width / CHARACTER) == 28
    (section,) = made.sections
    assert section.find(w("docGrid")).attrib == {w("type"): "lines", w("linePitch"): "579"}


@pytest.mark.parametrize("name", ["widowControl", "autoSpaceDE", "autoSpaceDN", "snapToGrid"])
def test_nothing_moves_a_line_or_a_character_off_the_grid(name: str) -> None:
    made = printed(levels())
    assert {made.value(each, name) for each in made.paragraphs} == {"0"}


@pytest.mark.parametrize(
    ("words", "font", "size", "side", "first"),
    [
        (PLAIN.title, "方正小标宋简体", 22, "center", 0),
        ("区各有关单位：", "仿宋_GB2312", 16, "both", 0),
        ("开头。", "仿宋_GB2312", 16, "both", 2),
        ("一、总体情况", "黑体", 16, "both", 2),
        ("（一）按时报送的单位", "楷体_GB2312", 16, "both", 2),
        ("1.区甲局", "仿宋_GB2312", 16, "both", 2),
        ("区甲局。已完成11项，“一窗通办”率98.5%。", "仿宋_GB2312", 16, "both", 2),
        ("区营商办", "仿宋_GB2312", 16, "center", 0),
    ],
)
def test_each_part_has_its_type_size_and_indent(words: str, font: str, size: float, side: str, first: int) -> None:
    made = printed(levels())
    line = made.find(words)
    assert (made.type(line), made.value(line, "jc")) == ((font, size), side)
    assert made.points(line, "firstLine") == first * CHARACTER
    assert made.value(line, "ind", "firstLineChars") == (str(first * 100) if first else None)


def test_digits_letters_and_quotes_are_in_the_type_of_the_text_around_them() -> None:
    styles = root_of(data(levels()), "word/styles.xml")
    ours = [style for style in styles.iter(w("style")) if style.get(w("styleId")).startswith("QCPaper")]
    for style in ours:
        fonts = style.find(f"{w('rPr')}/{w('rFonts')}")
        assert fonts.get(w("ascii")) == fonts.get(w("hAnsi")) == fonts.get(w("eastAsia"))
    runs = [run for run in printed(levels()).body.iter(w("r")) if run.find(w("t")) is not None]
    assert {run.find(f"{w('rPr')}/{w('rFonts')}").get(w("hint")) for run in runs} == {"eastAsia"}


def test_how_a_paragraph_begins_is_in_kaiti_and_only_that() -> None:
    made = printed(levels())
    first, *others = made.find("区甲局。已完成11项，“一窗通办”率98.5%。").findall(w("r"))
    assert text(first) == "区甲局。"
    style = made._styles[first.find(f".//{w('rStyle')}").get(w("val"))]
    assert style.find(f"{w('rPr')}/{w('rFonts')}").get(w("eastAsia")) == "楷体_GB2312"
    assert [run.find(f".//{w('rStyle')}") for run in others] == [None]


def test_what_stands_in_for_a_font_that_is_not_installed_is_told_and_none_is_embedded() -> None:
    made = data(PLAIN)
    others = {font.get(w("name")): font.find(w("altName")).get(w("val")) for font in root_of(made, "word/fontTable.xml")}
    assert {name: all_.split(",")[0] for name, all_ in others.items()} == {
        "方正小标宋简体": "方正小标宋_GBK", "仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "黑体": "SimHei",
    }
    assert "宋体" in others["方正小标宋简体"].split(",")
    assert not [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if "font" in name and name != "word/fontTable.xml"]


def test_the_paper_runs_in_the_order_of_the_standard() -> None:
    made = paper("正文。", number="清营商办〔2021〕8号", contact="联系人：张某某，电话：0763-3300000")
    assert printed(made).texts == [
        "清营商办〔2021〕8号", "", "", PLAIN.title, "", "区各有关单位：", "正文。",
        "", "", "区营商办", "2021年8月3日", "（联系人：张某某，电话：0763-3300000）",
    ]


def test_what_a_paper_has_not_leaves_no_gap() -> None:
    made = OfficialPaper("标题", "", (Paragraph("正文。"),), "", None)
    assert printed(made).texts == ["标题", "", "正文。"]


@pytest.mark.parametrize("given", ["区各有关单位", "区各有关单位：", "区各有关单位:", " 区各有关单位 "])
def test_the_addressee_ends_with_one_full_width_colon(given: str) -> None:
    assert printed(paper(addressee=given)).texts[2] == "区各有关单位："


def test_lines_of_a_text_are_paragraphs_and_empty_ones_are_none() -> None:
    made = printed(paper(Paragraph("一段\n\n二段\r\n三段", lead="区甲局。"), "", Paragraph("", Level.ONE), "末段"))
    assert made.texts[3:7] == ["区甲局。一段", "二段", "三段", "末段"]
    assert {made.points(made.find(each), "firstLine") for each in ("二段", "三段")} == {2 * CHARACTER}


@pytest.mark.parametrize(
    ("titles", "lines"),
    [
        (("排名表",), ["附件：排名表"]),
        (("排名表", "问题\n清单"), ["附件：1.排名表", "2.问题清单"]),
        (tuple("甲乙丙丁戊己庚辛壬癸"), ["附件：1.甲", "2.乙", "3.丙", "4.丁", "5.戊", "6.己", "7.庚", "8.辛", "9.壬", "10.癸"]),
    ],
)
def test_annexes_are_named_one_line_below_the_text(titles: tuple[str, ...], lines: list[str]) -> None:
    made = printed(paper("正文。", annexes=tuple(Annex(each) for each in titles)))
    at = made.texts.index("正文。")
    assert made.texts[at + 1 : at + 2 + len(lines)] == ["", *lines]


@pytest.mark.parametrize(
    ("count", "place", "starts", "name_at"), [(1, 1, 2, 5), (2, 1, 2, 6), (2, 2, 5, 6), (10, 1, 2, 6), (10, 10, 5, 6.5)]
)
def test_the_lines_of_an_annexs_name_begin_below_its_first_character(
    count: int, place: int, starts: float, name_at: float
) -> None:
    """附件： takes three characters after the indent of two, 1. one and 10. one and a half."""
    made = printed(paper("正文。", annexes=tuple(Annex(f"名称{place}") for place in range(count))))
    line = made.paragraphs[made.texts.index("正文。") + 1 + place]
    assert made.points(line, "left") == pytest.approx(name_at * CHARACTER, abs=0.05)
    assert made.points(line, "left") - made.points(line, "hanging") == pytest.approx(starts * CHARACTER, abs=0.06)


def middle(made: Printed, line: Any) -> float:
    """Characters from the right edge to the middle of a centred line."""
    left, right = (made.points(line, side) / CHARACTER for side in ("left", "right"))
    return right + (28 - left - right) / 2


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("区营商办", date(2021, 8, 3), 4 + 6 / 2),
        ("区营商办", date(2021, 11, 13), 4 + 7 / 2),
        ("清城区优化营商环境工作领导小组办公室", date(2021, 8, 3), 1 + 18 / 2),
        ("区营商办", None, 1 + 4 / 2),
        ("", date(2021, 8, 3), 4 + 6 / 2),
    ],
)
def test_the_signature_is_centred_over_the_date_four_characters_from_the_right(
    name: str, day: date | None, expected: float
) -> None:
    made = printed(paper("正文。", signature=name, day=day))
    lines = made.paragraphs[made.texts.index("正文。") + 3 :]
    assert [middle(made, line) for line in lines] == pytest.approx([expected] * (bool(name) + bool(day)), abs=0.02)
    room = 28 - (made.points(lines[0], "left") + made.points(lines[0], "right")) / CHARACTER
    assert room >= max(len(name), 6.0 if day else 0.0)


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2021, 8, 3), "2021年8月3日"), (date(2021, 12, 31), "2021年12月31日"), (date(2022, 1, 1), "2022年1月1日")],
)
def test_the_date_is_in_arabic_numerals_without_leading_zeros(day: date, words: str) -> None:
    assert words in printed(paper(day=day)).texts


@pytest.mark.parametrize("annexes", [(), (Annex("表"),)])
@pytest.mark.parametrize("last", ["正文末段。", grid(), grid(note="注：说明。"), LINE])
def test_the_signature_never_stands_alone_on_a_page(last: Any, annexes: tuple[Annex, ...]) -> None:
    made = printed(paper("开头。", last, contact="张某某", annexes=annexes))
    at = made.texts.index("（张某某）")
    end = made.paragraphs[at]
    before = list(made.body)[: list(made.body).index(end)]
    tail = before[before.index(made.find("开头。")) + 1 :]
    for element in tail:
        lines = element.findall(f"{w('tr')}[last()]//{w('p')}") if element.tag == w("tbl") else [element]
        assert all(made.has(line, "keepNext") for line in lines), text(element)
    assert not made.has(end, "keepNext")
    assert not made.has(made.find("开头。"), "keepNext")


@pytest.mark.parametrize(
    ("lines", "bound"),
    [(3, True), (8, True), (9, False), (12, False), (13, True), (20, True), (21, False), (34, False), (35, True)],
)
def test_a_long_last_paragraph_is_bound_to_the_signature_only_where_that_might_stand_alone(lines: int, bound: bool) -> None:
    """Four lines above it, four after it, and two either way that another font may make."""
    words = "字" * (26 + 28 * (lines - 1))
    made = printed(paper(words))
    assert made.has(made.find(words), "keepNext") is bound
    mixed = printed(paper(grid(), words))
    assert mixed.has(mixed.find(words), "keepNext")


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    made = printed(paper(
        Paragraph("一、情况", Level.ONE), Paragraph("（一）甲", Level.TWO), "正文。", Paragraph("1.甲", Level.THREE),
        Paragraph("2.乙", Level.THREE), Paragraph("二、要求", Level.ONE), grid(), "末段。", signature="", day=None,
    ))
    kept = {text(each): made.has(each, "keepNext") for each in made.paragraphs}
    assert kept == {
        PLAIN.title: True, "": False, "区各有关单位：": False, "一、情况": True, "（一）甲": True, "正文。": False, "1.甲": False,
        "2.乙": False, "二、要求": True, "末段。": False,
    }


def test_the_page_number_stands_between_dashes_on_the_right_of_odd_and_the_left_of_even_pages() -> None:
    made = data(PLAIN)
    assert root_of(made, "word/settings.xml").find(w("evenAndOddHeaders")) is not None
    (section,) = Printed(made).sections
    kinds = [reference.get(w("type")) for reference in section.findall(w("footerReference"))]
    assert kinds == ["default", "even"]
    printed_ = Printed(made)
    for part, side, indent in (("word/footer1.xml", "right", "right"), ("word/footer2.xml", "left", "left")):
        line = root_of(made, part).find(w("p"))
        assert text(line) == "— 1 —"
        assert line.find(w("fldSimple")).get(w("instr")).strip() == "PAGE"
        assert printed_.type(line) == ("宋体", 14)
        assert printed_.value(line, "jc") == side
        assert printed_.points(line, indent) == 14
    foot = millimetres(section, "pgMar", "footer")
    dashes = foot + 14 / 2 / 72 * 25.4  # half a character above the foot of their line
    assert 35 - dashes == pytest.approx(7, abs=0.1)


def test_the_documents_properties_are_its_title_and_its_office_and_nothing_of_a_machine() -> None:
    core = root_of(data(PLAIN), "docProps/core.xml")
    said = {each.tag.rpartition("}")[2]: each.text for each in core}
    assert said == {"title": PLAIN.title.replace("\n", ""), "creator": "区营商办"}
    nobody = root_of(data(paper(signature="")), "docProps/core.xml")
    assert [each.tag.rpartition("}")[2] for each in nobody] == ["title"]


def test_equal_papers_are_equal_files(tmp_path: Path) -> None:
    full = paper("正文。", LINE, grid(), annexes=(Annex("表", (grid(8), LINE), landscape=True), Annex("清单", (grid(),))))
    assert data(full) == data(full)
    write_paper(full, tmp_path / "通报.docx", draw=Drawing())
    assert (tmp_path / "通报.docx").read_bytes() == data(full)
    with zipfile.ZipFile(io.BytesIO(data(full))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_file_that_cannot_be_written_is_told_in_one_sentence_and_the_older_one_stays(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed, match="不存在"):
        write_paper(PLAIN, tmp_path / "没有" / "通报.docx")
    target = tmp_path / "通报.docx"
    target.write_bytes(b"old")

    def broken(*_: object) -> bytes:
        raise WriteFailed("图没有画成。")

    with pytest.raises(WriteFailed, match="图没有画成"):
        write_paper(paper(LINE), target, draw=broken)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["通报.docx"]


def test_python_docx_and_our_own_reader_open_it() -> None:
    made = data(paper("正文。", grid(2), annexes=(Annex("表", (grid(3),), landscape=True),)))
    opened = docx.Document(io.BytesIO(made))
    assert [paragraph.text for paragraph in opened.paragraphs][:4] == [PLAIN.title, "", "区各有关单位：", "正文。"]
    assert [section.orientation for section in opened.sections] == [0, 1]
    assert [table.cell(1, 1).text for table in opened.tables] == ["1行1", "1行1"]
    found = read_docx(made)
    assert [sheet.rows[0] for sheet in found.sheets] == [("列1", "列2"), ("列1", "列2", "列3")]
    assert "附件：表" in found.texts


def test_an_empty_paper_is_still_a_document() -> None:
    made = paper_bytes(OfficialPaper("", "", (), "", None))
    assert [each.text for each in docx.Document(io.BytesIO(made)).paragraphs] == ["", ""]
    assert paper_bytes(OfficialPaper("", "", (Grid((), (), ()),), "", None, annexes=(Annex(""),)))
