"""File names that Windows takes."""

from __future__ import annotations

import re

from qcapp.domain.text import clean

_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,11}$")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
# With a folder before it a name must stay below Windows' 260 characters and below 255 bytes of UTF-8 elsewhere.
_LONGEST = 80


def file_name(text: str) -> str:
    """A name without suffix: characters that Windows refuses become full-width or go, trailing dots and blanks go, and what
    is the name of a device gets another.

    >>> file_name("区工信局:7月?"), file_name("nul")
    ('区工信局：7月？', '_nul')
    """
    wide = str.maketrans({":": "：", "?": "？", '"': "”", "<": "〈", ">": "〉", "/": "-", "\\": "-", "|": "-", "*": "＊"})
    safe = _REFUSED.sub("", text.translate(wide)).rstrip(". ") or "未命名"
    return f"_{safe}" if _DEVICES.match(safe) else safe


def whole_name(name: str) -> str:
    """A name with its suffix, as any program may have given it, that can be written anywhere: no folders, no characters
    that turn what is read around, no name of a device, not too long.

    >>> whole_name("现场/照片?.jpg"), whole_name("con.txt")
    ('现场-照片？.jpg', '_con.txt')
    """
    safe = file_name(file_name(clean(name).replace("\n", " ")).lstrip(". "))
    suffix = found[0] if (found := _SUFFIX.search(safe)) else ""
    stem = safe.removesuffix(suffix)
    return stem[: _LONGEST - len(suffix)].rstrip(". ") + suffix
