"""File names that Windows takes."""

from __future__ import annotations

import re

_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def file_name(text: str) -> str:
    """A name without suffix: characters that Windows refuses become full-width or go, trailing dots and blanks go.

    >>> file_name("区工信局:7月?")
    '区工信局：7月？'
    """
    wide = str.maketrans({":": "：", "?": "？", '"': "”", "<": "〈", ">": "〉", "/": "-", "\\": "-", "|": "-", "*": "＊"})
    return _REFUSED.sub("", text.translate(wide)).rstrip(". ") or "未命名"
