"""Official papers to set, and what their docx says: sections, and how each paragraph is printed, style and own look together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.forms.paper import Grid, Level, OfficialPaper, Paragraph
from qcapp.forms.paper_docx import paper_bytes
from tests.forms.docx_golden import root_of
from tests.forms.docx_made import PNG, W

TITLE = "关于2021年7月份优化营商环境\n责任清单报送情况的通报"
UNITS = ("区甲局", "区乙局", "区丙局")
LINE = Chart(ChartKind.LINE, "各月覆盖率", ("5月", "6月", "7月"), (Series("覆盖率", (91.0, None, 94.9)),), "%", 100, 1)
PLAIN = OfficialPaper(
    TITLE, "区各有关单位", (Paragraph("现将有关情况通报如下。"),), "区营商办", date(2021, 8, 3),
)


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def grid(columns: int = 3, rows: int = 2, **more: Any) -> Grid:
    headings = tuple(f"列{place}" for place in range(1, columns + 1))
    cells = tuple(tuple(f"{row}行{place}" for place in range(columns)) for row in range(1, rows + 1))
    return replace(Grid(headings, cells, (1.0,) * columns), **more)


def paper(*parts: Any, **more: Any) -> OfficialPaper:
    """``PLAIN`` with those parts; a text is a paragraph of the body."""
    made = tuple(Paragraph(part) if isinstance(part, str) else part for part in parts)
    return replace(PLAIN, parts=made or PLAIN.parts, **more)


def levels() -> OfficialPaper:
    return paper(
        "开头。", Paragraph("一、总体情况", Level.ONE), Paragraph("（一）按时报送的单位", Level.TWO),
        Paragraph("1.区甲局", Level.THREE), Paragraph("已完成11项，“一窗通办”率98.5%。", lead="区甲局。"),
    )


@dataclass
class Drawing:
    """Draws every chart as the same picture and remembers what it was asked for."""

    asked: list[tuple[Chart, float, float]] = field(default_factory=list)

    def __call__(self, chart: Chart, width: float, height: float) -> bytes:
        self.asked.append((chart, width, height))
        return PNG


def data(made: OfficialPaper, letterhead: bytes | None = None) -> bytes:
    return paper_bytes(made, letterhead, Drawing())


def text(element: Any) -> str:
    """Words and line breaks."""
    return "".join("\n" if each.tag == w("br") else each.text or "" for each in element.iter(w("t"), w("br")))


@dataclass
class Printed:
    """A docx's paragraphs as printed."""

    docx: bytes

    def __post_init__(self) -> None:
        self.body = root_of(self.docx)[0]
        styles = root_of(self.docx, "word/styles.xml")
        self._styles = {style.get(w("styleId")): style for style in styles.iter(w("style"))}

    @property
    def paragraphs(self) -> list[Any]:
        """Those of the body that are not in tables."""
        found: list[Any] = self.body.findall(w("p"))
        return found

    @property
    def texts(self) -> list[str]:
        return [text(each) for each in self.paragraphs]

    def find(self, words: str) -> Any:
        """The paragraph with these words, a cell's too."""
        return next(each for each in self.body.iter(w("p")) if text(each) == words)

    def styled(self, element: Any) -> Any:
        return self._styles[element.find(f".//{w('pStyle')}").get(w("val"))]

    def value(self, paragraph: Any, name: str, attribute: str = "val") -> str | None:
        """A paragraph property, its own or its style's: value(p, "spacing", "line")."""
        for holder in (paragraph, self.styled(paragraph)):
            found = holder.find(f"{w('pPr')}/{w(name)}")
            if found is not None and found.get(w(attribute)) is not None:
                return str(found.get(w(attribute)))
        return None

    def has(self, paragraph: Any, name: str) -> bool:
        return any(each.find(f"{w('pPr')}/{w(name)}") is not None for each in (paragraph, self.styled(paragraph)))

    def type(self, paragraph: Any) -> tuple[str, float]:
        """Its style's Chinese font and size in points."""
        look = self.styled(paragraph).find(w("rPr"))
        return look.find(w("rFonts")).get(w("eastAsia")), int(look.find(w("sz")).get(w("val"))) / 2

    def points(self, paragraph: Any, side: str) -> float:
        """An indent: left, right, firstLine, hanging."""
        return int(self.value(paragraph, "ind", side) or 0) / 20

    @property
    def sections(self) -> list[Any]:
        return list(self.body.iter(w("sectPr")))


def millimetres(section: Any, name: str, attribute: str) -> float:
    return round(int(section.find(w(name)).get(w(attribute))) / 1440 * 25.4, 1)
