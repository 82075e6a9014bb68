"""The styles of an official paper by GB/T 9704-2012: a grid of 22 lines of 28 characters, and the types that stand on it.

A line is exactly 28.95 pt high and a 三号 character, with its spacing, 15.75 pt wide. That gives 22 × 28 in LibreOffice too,
which makes 14 characters of a document grid that presses them together; so the grid is in the styles and the section's
own only tells an office program where lines would stand. Spaces that programs put between 汉字 and digits are off: two
digits are as wide as one 字, and columns of text stay in step.

Digits and letters are in the type of the text around them. The standard names one type for all elements (三号仿宋); Times
New Roman, which many offices prefer, is not on every machine, and with it Word would take “ ” and — from the western type.

No style is based on another: in a clerk's own template "Normal" may say anything.
"""

from __future__ import annotations

from qcapp.forms.docx_base import BODY_FONT, HEAD_FONT, NUMBER_FONT, SECOND_FONT, TITLE_FONT
from qcapp.forms.docx_table import twips
from qcapp.forms.paper import Level

PITCH = 28.95
"""Line to line, points."""
BODY_SIZE, TITLE_SIZE, PAGE_SIZE = 16.0, 22.0, 14.0  # 三号, 二号, 四号
_TIGHTER = -0.25
CHARACTER = BODY_SIZE + _TIGHTER
"""What a character takes on its line, points."""

GRID_SIZES = (14.0, 12.0, 10.5)  # 四号, 小四, 五号
_GRID_NAMES = ("四号", "小四", "五号")
GRID_LEADING = 1.3

TITLE, NUMBER, ADDRESSEE, BODY = "QCPaperTitle", "QCPaperNumber", "QCPaperAddressee", "QCPaperBody"
ONE, TWO, THREE, LEAD = "QCPaperOne", "QCPaperTwo", "QCPaperThree", "QCPaperLead"
ANNEX_LIST, SIGNATURE, CONTACT = "QCPaperAnnexList", "QCPaperSignature", "QCPaperContact"
ANNEX, ANNEX_TITLE = "QCPaperAnnex", "QCPaperAnnexTitle"
PICTURE, PICTURE_TITLE, NOTE = "QCPaperPicture", "QCPaperPictureTitle", "QCPaperNote"
PAGE_ODD, PAGE_EVEN = "QCPaperPageOdd", "QCPaperPageEven"
STYLE_OF = {Level.BODY: BODY, Level.ONE: ONE, Level.TWO: TWO, Level.THREE: THREE}

_LEFT, _CENTRE, _RIGHT, _BOTH = (f'<w:jc w:val="{side}"/>' for side in ("left", "center", "right", "both"))
EXACT = f'<w:spacing w:before="0" w:after="0" w:line="{twips(PITCH)}" w:lineRule="exact"/>'


def grid_styles(size: float) -> tuple[str, str]:
    """Style of a grid's headings and of its cells at a type size."""
    return f"QCPaperGridHead{twips(size) // 10}", f"QCPaperGrid{twips(size) // 10}"


def indent(*, left: float = 0.0, right: float = 0.0, first: float = 0.0) -> str:
    """``w:ind`` in characters of the text; ``first``: of the first line besides, negative to let it hang.

    Only the first line's is told in characters too (首行缩进 2 字符): Word counts those by the text's own type, but those of
    the sides by the default one.
    """
    told = f' w:firstLineChars="{round(first * 100)}"' if first > 0 else ""
    name = "firstLine" if first > 0 else "hanging"
    sides = (("left", left), ("right", right), (name, abs(first)))
    return f"<w:ind{told}" + "".join(f' w:{key}="{twips(value * CHARACTER)}"' for key, value in sides if value) + "/>"


def _fonts(font: str) -> str:
    return f'<w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}" w:cs="Times New Roman"/>'


def _style(
    key: str, name: str, font: str, size: float = BODY_SIZE, *,
    before: str = "", spacing: str = EXACT, ind: str = "", jc: str = _BOTH, outline: int | None = None, following: str = "",
) -> str:
    """A paragraph style. ``before``: pPr children ahead of widowControl. Characters of 三号 are set closer, as the grid asks."""
    tighter = f'<w:spacing w:val="{twips(_TIGHTER)}"/>' if size == BODY_SIZE else ""
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'{f"""<w:next w:val="{following}"/>""" if following else ""}<w:qFormat/>'
        f'<w:pPr>{before}<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:snapToGrid w:val="0"/>{spacing}{ind}{jc}{level}</w:pPr>'
        f'<w:rPr>{_fonts(font)}{tighter}<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/></w:rPr></w:style>'
    )


def _text_styles() -> tuple[str, ...]:
    two, keep = indent(first=2), "<w:keepNext/>"
    return (
        _style(NUMBER, "公文发文字号", BODY_FONT, before=keep, jc=_CENTRE),
        _style(TITLE, "公文标题", TITLE_FONT, TITLE_SIZE, before=keep, jc=_CENTRE, following=BODY),
        _style(ADDRESSEE, "公文主送机关", BODY_FONT, following=BODY),
        _style(BODY, "公文正文", BODY_FONT, ind=two),
        _style(ONE, "公文一级标题", HEAD_FONT, ind=two, outline=0, following=BODY),
        _style(TWO, "公文二级标题", SECOND_FONT, ind=two, outline=1, following=BODY),
        _style(THREE, "公文三级标题", BODY_FONT, ind=two, outline=2, following=BODY),
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{LEAD}"><w:name w:val="公文段首"/><w:qFormat/>'
        f"<w:rPr>{_fonts(SECOND_FONT)}</w:rPr></w:style>",
        _style(ANNEX_LIST, "公文附件说明", BODY_FONT, ind=indent(left=5, first=-3)),
        _style(SIGNATURE, "公文署名和日期", BODY_FONT, jc=_CENTRE),
        _style(CONTACT, "公文附注", BODY_FONT, ind=two),
        _style(ANNEX, "公文附件序号", HEAD_FONT, before=keep, jc=_LEFT, following=ANNEX_TITLE),
        _style(ANNEX_TITLE, "公文附件标题", TITLE_FONT, TITLE_SIZE, before=keep, jc=_CENTRE, following=BODY),
    )


def _other_styles() -> tuple[str, ...]:
    page = '<w:spacing w:before="0" w:after="0" w:line="320" w:lineRule="exact"/>'
    whole = '<w:spacing w:before="120" w:after="0" w:line="240" w:lineRule="auto"/>'  # exactly a line high it would be cut off
    edge = twips(PAGE_SIZE)
    return (
        _style(PICTURE, "公文插图", BODY_FONT, PAGE_SIZE, before="<w:keepNext/>", spacing=whole, jc=_CENTRE),
        _style(PICTURE_TITLE, "公文图题", BODY_FONT, PAGE_SIZE, jc=_CENTRE),
        _style(NOTE, "公文表注", BODY_FONT, GRID_SIZES[-1], spacing=_small(GRID_SIZES[-1], above=3)),
        _style(PAGE_ODD, "公文单页码", NUMBER_FONT, PAGE_SIZE, spacing=page, ind=f'<w:ind w:right="{edge}"/>', jc=_RIGHT),
        _style(PAGE_EVEN, "公文双页码", NUMBER_FONT, PAGE_SIZE, spacing=page, ind=f'<w:ind w:left="{edge}"/>', jc=_LEFT),
    )


def _small(size: float, above: float = 0.0) -> str:
    """The pitch of small type, exact: a table must be as high with one font as with another."""
    return f'<w:spacing w:before="{twips(above)}" w:after="0" w:line="{twips(size * GRID_LEADING)}" w:lineRule="exact"/>'


def _grid_styles() -> tuple[str, ...]:
    made = []
    for size, called in zip(GRID_SIZES, _GRID_NAMES, strict=True):
        head, cell = grid_styles(size)
        made.append(_style(head, f"公文表头（{called}）", HEAD_FONT, size, spacing=_small(size), jc=_CENTRE))
        made.append(_style(cell, f"公文表格（{called}）", BODY_FONT, size, spacing=_small(size), jc=_CENTRE))
    return tuple(made)


def paper_styles() -> str:
    """Every style of an official paper, ``<w:style>…</w:style>`` one after the other."""
    return "".join((*_text_styles(), *_other_styles(), *_grid_styles()))
