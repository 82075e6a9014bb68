"""A paper on paper: LibreOffice lays it out as the standard says, and poppler tells where each word then stands."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from qcapp.forms.layout import Paper
from qcapp.forms.letterhead import check_letterhead
from qcapp.forms.letterhead_sample import sample_letterhead
from qcapp.forms.paper import Annex, Level, OfficialPaper, Paragraph
from qcapp.forms.paper_docx import write_paper
from tests.forms.docx_golden import root_of
from tests.forms.papers import PLAIN, Drawing, data, grid, paper, w
from tests.forms.tables import official
from tests.returns.xlsx.make import resave

pytestmark = pytest.mark.office

MM = 72 / 25.4
PITCH = 28.95


@dataclass(frozen=True)
class Word:
    """Points from the upper left of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def text(self) -> list[Word]:
        """All but the page number."""
        number = self.number()
        return [word for word in self.words if word not in number]

    @property
    def lines(self) -> list[str]:
        """What stands on each line of the text."""
        found: dict[int, list[Word]] = {}
        for word in self.text:
            found.setdefault(round(word.top / 4), []).append(word)
        return ["".join(word.text for word in sorted(line, key=lambda each: each.left)) for _, line in sorted(found.items())]

    def find(self, text: str) -> Word:
        return next(word for word in self.words if word.text == text)

    def number(self) -> list[Word]:
        """The page number, dashes and all, from left to right and from above."""
        dashes = [word for word in self.words if word.text == "—" and self._outside(word)]
        across = [(dash.left + dash.right) / 2 if self.width > self.height else dash.top for dash in dashes]
        digits = [
            word for word in self.words if word.text.isdigit() and self._outside(word)
            and abs(((word.left + word.right) / 2 if self.width > self.height else word.top) - across[0]) < 4
        ]
        return sorted([*dashes, *digits], key=lambda word: (word.left, word.top))

    def _outside(self, word: Word) -> bool:
        return word.right < 34 * MM if self.width > self.height else word.top > self.height - 35 * MM


Pages = Callable[..., list[list[Sheet]]]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """``pages(paper, …)``: the pages of each, as LibreOffice prints them."""
    profile = tmp_path_factory.mktemp("profile")
    if not shutil.which("pdftotext"):
        pytest.skip("needs poppler")

    def run(*papers: OfficialPaper, letterhead: bytes | None = None) -> list[list[Sheet]]:
        folder = tmp_path_factory.mktemp("papers")
        files = [folder / f"{place:02}.docx" for place in range(len(papers))]
        for made, file in zip(papers, files, strict=True):
            write_paper(made, file, letterhead, Drawing())
        words = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*words, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=240)
        return [_sheets(file.with_suffix(".pdf")) for file in files]

    return run


def _sheets(pdf: Path) -> list[Sheet]:
    html = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, timeout=60).stdout
    return [
        Sheet(float(page.attrib["width"]), float(page.attrib["height"]), tuple(
            Word(word.text or "", *(float(word.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax")))
            for word in page.iter("{*}word")
        ))
        for page in etree.fromstring(html).iter("{*}page")
    ]


def hanzi(count: int) -> str:
    """So many characters without a mark among them."""
    return "".join(chr(0x4E00 + place * 7 % 5000) for place in range(count))


def test_a_full_page_has_twenty_two_lines_of_twenty_eight_characters(pages: Pages) -> None:
    body = hanzi(26 + 28 * (18 + 22 + 22 + 3))
    ((first, second, third, last),) = pages(paper(body, title="关于情况的通报", signature="", day=None, addressee="各单位"))
    assert first.lines[:2] == ["关于情况的通报", "各单位："]
    assert first.lines[2] == body[:26]
    assert [len(line) for line in first.lines[3:]] == [28] * 18
    for page in (second, third):
        assert [len(line) for line in page.lines] == [28] * 22
        tops = sorted(word.top for word in page.text)
        assert tops[-1] - tops[0] == pytest.approx(21 * PITCH, abs=2)
    assert "".join((*first.lines[2:], *second.lines, *third.lines, *last.lines)) == body


def test_text_stands_within_the_margins(pages: Pages) -> None:
    ((first, second, *_),) = pages(paper(hanzi(1500)))
    for page in (first, second):
        assert min(word.left for word in page.text) >= 28 * MM - 1
        assert max(word.right for word in page.text) <= (210 - 26) * MM + 1
        assert min(word.top for word in page.text) >= 37 * MM - 4  # the type's own space above
        assert max(word.bottom for word in page.text) <= (297 - 35) * MM + 4
        assert (page.width, page.height) == pytest.approx((210 * MM, 297 * MM), abs=1)


LONG = paper(
    hanzi(700), title="关于情况的通报",
    annexes=(
        Annex("排名表", (grid(5, 60),)), Annex("明细表", (grid(12, 60),), landscape=True),
        Annex("细化表", table=official(Paper.A4)), Annex("说明", (Paragraph("完。"),)),
    ),
)


def test_page_numbers_run_through_all_sections_odd_on_the_right_even_on_the_left_turned_ones_at_the_side(pages: Pages) -> None:
    (sheets,) = pages(LONG)
    assert {sheet.width > sheet.height for sheet in sheets} == {True, False}
    for count, sheet in enumerate(sheets, start=1):
        number = sheet.number()
        assert sorted(word.text for word in number) == sorted(["—", str(count), "—"]), count
        if sheet.width < sheet.height:
            assert [word.text for word in number] == ["—", str(count), "—"]
            left, right = number[0].left, number[-1].right
            if count % 2:
                assert (210 - 26) * MM - right == pytest.approx(14, abs=2)
            else:
                assert left - 28 * MM == pytest.approx(14, abs=2)
        else:
            middle = sum(word.top + word.bottom for word in number) / 6
            assert (middle > sheet.height / 2) is bool(count % 2)


def test_an_annex_begins_a_page_with_its_number_on_the_first_line_and_its_title_on_the_third(pages: Pages) -> None:
    (sheets,) = pages(LONG)
    found = [(place, word) for place, sheet in enumerate(sheets) for word in sheet.words if word.text.startswith("附件")]
    starts = [(place, word) for place, word in found if word.text == "附件"]
    assert len(starts) == 4
    for place, title in zip([place for place, _ in starts], ("排名表", "明细表", official().title, "说明"), strict=True):
        sheet = sheets[place]
        number = sheet.find("附件")
        assert min(word.top for word in sheet.text) == number.top
        below = [word for word in sheet.words if word.text in title and word.top > number.top]
        assert below[0].top - number.top == pytest.approx(2 * PITCH, abs=8)  # the sizes differ
        middle = (min(word.left for word in below) + max(word.right for word in below)) / 2
        if title != official().title:
            edge = (35, 37) if sheet.width > sheet.height else (28, 26)
            assert middle == pytest.approx((edge[0] * MM + sheet.width - edge[1] * MM) / 2, abs=3)
    turned = [sheets[place].width > sheets[place].height for place, _ in starts]
    assert turned == [False, True, True, False]


def test_the_heading_of_a_grid_is_on_each_of_its_pages_and_no_row_is_torn(pages: Pages) -> None:
    rows = tuple((str(row), f"第{row}行起" + "中" * 60 + f"第{row}行止") for row in range(1, 41))
    ((*sheets,),) = pages(paper("正文。", replace(grid(2), rows=rows, weights=(1, 6))))
    holding = [sheet for sheet in sheets if any("行起" in line for line in sheet.lines)]
    assert len(holding) > 2
    for sheet in holding:
        text = "".join(sheet.lines)
        assert text.count("列1") == 1
        assert re.findall(r"第(\d+)行起", text) == re.findall(r"第(\d+)行止", text)
    everything = "".join("".join(sheet.lines) for sheet in holding)
    assert re.findall(r"第(\d+)行起", everything) == [str(row) for row in range(1, 41)]


def test_whatever_its_length_the_signature_is_never_alone_on_a_page(pages: Pages) -> None:
    papers = [
        paper(*[hanzi(26)] * (count - 1), hanzi(70), title="关于情况的通报", contact=contact)
        for count in range(10, 23) for contact in ("", "张某某")
    ]
    for sheets in pages(*papers):
        end = next(sheet for sheet in sheets if any("区营商办" in line for line in sheet.lines))
        lines = end.lines
        at = next(place for place, line in enumerate(lines) if "区营商办" in line)
        assert at > 0
        assert len(lines[at - 1]) > 10
        assert "月" in lines[at + 1]
        assert end is sheets[-1]


def test_a_long_last_paragraph_that_ends_well_above_the_foot_does_not_leave_its_first_page_empty(pages: Pages) -> None:
    ((first, second),) = pages(paper(hanzi(26 + 28 * 25), title="关于情况的通报"))
    assert [len(line) for line in first.lines[3:]] == [28] * 18
    assert "区营商办" in "".join(second.lines)


def test_no_heading_is_the_last_line_of_a_page(pages: Pages) -> None:
    papers = [
        paper(*[hanzi(26)] * count, Paragraph("一、标题", Level.ONE), Paragraph("（一）小标题", Level.TWO), hanzi(80))
        for count in range(12, 20)
    ]
    for sheets in pages(*papers):
        (at,) = [place for place, sheet in enumerate(sheets) if any("小标题" in line for line in sheet.lines)]
        lines = sheets[at].lines
        place = next(place for place, line in enumerate(lines) if "小标题" in line)
        assert "一、标题" in lines[place - 1]
        assert len(lines) > place + 1


def test_the_signature_stands_over_the_middle_of_the_date_four_characters_from_the_right(pages: Pages) -> None:
    ((sheet,),) = pages(replace(PLAIN, signature="某某办公室", day=date(2021, 10, 15)))
    name = sheet.find("某某办公室")
    dated = [word for word in sheet.words if name.top < word.top < name.top + 1.5 * PITCH and word.left > 200]
    middle = (min(word.left for word in dated) + max(word.right for word in dated)) / 2
    assert middle == pytest.approx((name.left + name.right) / 2, abs=3)
    # Of a date seven characters wide: measured by its middle, since another font's digits are wider.
    assert 28 * MM + 28 * 15.75 - middle == pytest.approx((4 + 7 / 2) * 15.75, abs=3)


def test_a_letterhead_that_another_program_saved_is_one_still_and_its_styles_stay_its_own(
    pages: Pages, tmp_path: Path
) -> None:
    (tmp_path / "版头.docx").write_bytes(sample_letterhead())
    (tmp_path / "另存").mkdir()
    saved = resave(tmp_path / "版头.docx", "docx", tmp_path / "另存", tmp_path / "profile").read_bytes()
    check_letterhead(saved)
    body = paper(hanzi(26 + 28 * 40), "末段。")
    made = data(body, saved)
    names = [style.find(w("name")).get(w("val")) for style in root_of(made, "word/styles.xml").iter(w("style"))]
    assert len(set(names)) == len(names)
    ((_, second, *_),) = pages(body, letterhead=saved)
    assert [len(line) for line in second.lines] == [28] * 22


def test_a_letterheads_first_page_has_its_head_and_annexes_have_not(pages: Pages) -> None:
    made = paper(hanzi(500), number="某办〔2021〕8号", annexes=(Annex("表", (grid(12, 30),), landscape=True),))
    (sheets,) = pages(made, letterhead=sample_letterhead())
    heads = ["".join(word.text for word in sheet.words).count("发文机关名称文件") for sheet in sheets]
    assert heads == [1] + [0] * (len(sheets) - 1)
    assert sheets[0].find("发文机关名称文件").top > (37 + 30) * MM
    turned = [sheet.width > sheet.height for sheet in sheets]
    assert turned == [*sorted(turned[:-1]), False]
    assert [sorted(word.text for word in sheet.number()) for sheet in sheets] == [
        sorted(["—", str(count), "—"]) for count in range(1, len(sheets) + 1)
    ]
    assert "抄送" in "".join(sheets[-1].lines)
