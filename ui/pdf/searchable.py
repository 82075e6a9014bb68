"""Make the text of a painted PDF searchable.

Fonts such as Noto and 思源 draw 月 and the radical ⽉ (U+2F49) with one glyph, and a space and a tab likewise. Qt names such
a glyph by its lowest code point, so that a search for 责任人 in the file would find nothing. The tables that name the
glyphs are plain text in the file and every name has four digits: they're set right in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from mmap import mmap

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

_STAND_INS = [chr(code) for code in (0x09, *range(0x2E80, 0x2FE0))]
_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_NAMES = re.compile(rb"\[[^\]]*\]")
_NAME = re.compile(rb"<([0-9A-Fa-f]{4})>")


def each_by_its_own_glyph(font: QFont) -> None:
    """Figures as some languages write them after Latin letters, and ﬁ as one glyph, would not be found by who looks for
    A10, or for file: glyphs that no character names have no name in the file."""
    for feature in ("locl", "liga"):
        font.setFeature(QFont.Tag(feature), 0)


def searchable(pdf: bytearray | mmap, fonts: Iterable[QFont], characters: Iterable[str]) -> None:
    """Glyphs named by the ``characters`` that were printed, in the file itself."""
    printed = sorted(set(characters))
    names: dict[bytes, bytes] = {}
    for font in fonts:
        names |= _renamed(font, printed)
    if not names:
        return
    for table in _TABLE.finditer(pdf):
        for part in _NAMES.finditer(pdf, *table.span()):
            for found in _NAME.finditer(pdf, *part.span()):
                name = bytes(found[1])
                pdf[found.start(1) : found.end(1)] = names.get(name.upper(), name)


def _renamed(font: QFont, printed: list[str]) -> dict[bytes, bytes]:
    """Stand-in → printed character, both as four hex digits, where the font has one glyph for the two."""
    raw = QRawFont.fromFont(font, QFontDatabase.WritingSystem.SimplifiedChinese)
    stand_ins: dict[int, str] = {}
    for character in _STAND_INS:
        glyphs = raw.glyphIndexesForString(character)
        if glyphs and glyphs[0]:
            stand_ins[glyphs[0]] = character
    found: dict[bytes, bytes] = {}
    for character in printed:
        if character in _STAND_INS or character > "\uffff":
            continue
        glyphs = raw.glyphIndexesForString(character)
        if glyphs and glyphs[0] in stand_ins:
            found[_hex(stand_ins[glyphs[0]])] = _hex(character)
    return found


def _hex(character: str) -> bytes:
    return b"%04X" % ord(character)
