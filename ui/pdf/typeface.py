"""Fonts of the printed table, and Qt's measuring of text in them."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QTextLayout, QTextOption

from qcapp.domain.errors import WriteFailed
from ui.pdf.searchable import each_by_its_own_glyph
from ui.pdf.sheet import Lines, Sheet, Style

# 仿宋 under the names that Windows, WPS, 麒麟 and macOS give it; then what Linux has for Chinese in print.
_BODY = (
    "仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "方正仿宋_GB18030", "STFangsong", "华文仿宋",
    "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei", "宋体", "SimSun", "微软雅黑", "Microsoft YaHei",
)
_TITLE = (
    "方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "宋体", "SimSun", "Noto Serif CJK SC", "Source Han Serif SC",
)
_BOLD = frozenset({Style.TITLE, Style.HEADER})
_DRAWN_BOLD = ("小标宋", "XiaoBiaoSong")


class Typeface:
    """The fonts of a sheet, and the measurer of its pagination. One device unit is one twip."""

    def __init__(self, sheet: Sheet) -> None:
        installed = set(QFontDatabase.families())
        chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
        body = [family for family in _BODY if family in installed] or chinese
        if not body:
            raise WriteFailed("这台电脑没有中文字体，写不了 PDF，请先安装仿宋或思源宋体再导出。")
        title = [family for family in _TITLE if family in installed] + body
        self._sheet = sheet
        self._fonts = {
            style: _font(title if style is Style.TITLE else body, sheet.sizes[style], style) for style in Style
        }
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._option.setUseDesignMetrics(True)

    def font(self, style: Style) -> QFont:
        return self._fonts[style]

    def fonts(self) -> tuple[QFont, ...]:
        return tuple(self._fonts.values())

    def wrap(self, text: str, width: int, style: Style) -> Lines:
        """Lines as Qt breaks them: no line begins with a comma or ends with an opening bracket."""
        layout = QTextLayout(text, self._fonts[style])
        layout.setTextOption(self._option)
        layout.beginLayout()
        spans: list[tuple[int, int]] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            spans.append((line.textStart(), line.textStart() + line.textLength()))
        layout.endLayout()
        return _cut(text, spans) or ("",)


def _font(families: list[str], size: int, style: Style) -> QFont:
    font = QFont()
    font.setFamilies(families[:4])
    font.setPixelSize(size)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    each_by_its_own_glyph(font)
    font.setBold(style in _BOLD and not any(word in families[0] for word in _DRAWN_BOLD))
    return font


def _cut(text: str, spans: list[tuple[int, int]]) -> Lines:
    """Qt counts in UTF-16 units: a rare character outside the first plane counts two."""
    if text.isascii() or max(text) <= "\uffff":
        return tuple(text[start:end] for start, end in spans)
    raw = text.encode("utf-16-le", "surrogatepass")
    return tuple(raw[2 * start : 2 * end].decode("utf-16-le", "surrogatepass") for start, end in spans)
