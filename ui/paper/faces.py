"""The types of an official paper, by GB/T 9704-2012: which fonts, what sizes, on what line pitch. One unit is a twip."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from qcapp.forms.paper_styles import GRID_LEADING
from ui.pdf.searchable import each_by_its_own_glyph

POINT: Final = 20
MILLIMETRE: Final = 1440 / 25.4

# Each under the names that Windows, WPS and 麒麟 give it, then what Linux has for Chinese in print.
_PRINT: Final = ("宋体", "SimSun", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei")


class Face(Enum):
    """A kind of type; the value names the fonts that are taken for it, the best first."""

    SONG = ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", *_PRINT)
    HEI = (
        "黑体", "SimHei", "方正黑体_GBK", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "微软雅黑",
        "Microsoft YaHei",
    )
    KAI = ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "STKaiti", *_PRINT)
    FANG = ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "STFangsong", *_PRINT)
    NUMBER = _PRINT


@dataclass(frozen=True, slots=True)
class Type:
    """``size`` in points; ``pitch`` from line to line, in twips. ``close``: characters set as near as 28 to a line wants."""

    face: Face
    size: float
    pitch: int
    close: bool = True


# 22 lines of 28 characters: the pitch and the spacing at which an office program comes to exactly these.
PITCH: Final = 579
_SPACING: Final = -5
BODY: Final = Type(Face.FANG, 16, PITCH)
TITLE: Final = Type(Face.SONG, 22, PITCH, close=False)
LEVEL_ONE: Final = Type(Face.HEI, 16, PITCH)
LEVEL_TWO: Final = Type(Face.KAI, 16, PITCH)
CAPTION: Final = Type(Face.FANG, 14, PITCH, close=False)
FOLIO: Final = Type(Face.NUMBER, 14, 400, close=False)


@cache
def cell_type(size: float, *, heading: bool) -> Type:
    """Of a table's cells, and of the note below it."""
    return Type(Face.HEI if heading else Face.FANG, size, round(size * GRID_LEADING * POINT), close=False)


@cache
def _installed() -> frozenset[str]:
    return frozenset(QFontDatabase.families())


def installed_of(face: Face) -> list[str]:
    """Its fonts that this machine has, the best first: four at most, and any Chinese one where there is none."""
    installed = _installed()
    known = [family for family in face.value if family in installed]
    known += QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)[:1]
    return known[:4]


@cache
def font_of(kind: Type) -> QFont:
    """The first of its fonts that this machine has; bold where print type stands in for one that is drawn heavy."""
    known = installed_of(kind.face)
    font = QFont()
    font.setFamilies(known)
    font.setPixelSize(round(kind.size * POINT))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    each_by_its_own_glyph(font)
    if kind.close:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _SPACING)
    first = known[0] if known else ""
    font.setBold(kind.face is Face.SONG and "小标宋" not in first and "XiaoBiaoSong" not in first)
    return font
