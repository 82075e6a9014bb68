"""File names that Windows takes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qcapp.domain.text import clean
from qcapp.windows_paths import is_device

_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,11}$")
# With a folder before it a name must stay below Windows' 260 characters and below 255 bytes of UTF-8 elsewhere.
_LONGEST = 80
_LONGEST_UNIT = 40  # which has the month and what it is behind it


def file_name(text: str) -> str:
    """A name without suffix: characters that Windows refuses become full-width or go, trailing dots and blanks go, and what
    is the name of a device gets another.

    >>> file_name("区工信局:7月?"), file_name("nul")
    ('区工信局：7月？', '_nul')
    """
    wide = str.maketrans({":": "：", "?": "？", '"': "”", "<": "〈", ">": "〉", "/": "-", "\\": "-", "|": "-", "*": "＊"})
    safe = _REFUSED.sub("", text.translate(wide)).rstrip(". ") or "未命名"
    return f"_{safe}" if is_device(safe) else safe


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


def unit_names(units: Iterable[str]) -> dict[str, str]:
    """What each unit is called in names of files and folders. No two get the same, not even where capitals don't count, so
    that no unit's file takes the place of another's.

    >>> unit_names(["A/B 局", "a-b 局", "区法院"])
    {'A/B 局': 'A-B 局', 'a-b 局': 'a-b 局（2）', '区法院': '区法院'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for unit in units:
        name = first = file_name(file_name(unit)[:_LONGEST_UNIT])
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{first}（{number}）"
        taken.add(name.casefold())
        names[unit] = name
    return names
