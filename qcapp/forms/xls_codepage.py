"""The code page of an xls, made harmless to calamine, which takes it for the encoding of every text.

Since Excel 97 texts are UTF-16 whatever the code page says (some libraries write the machine's); in older files of a Chinese
machine they are GBK, two bytes a letter, and calamine reads one.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_CODEPAGE = 0x0042
_UTF16, _WESTERN = 1200, 1252
# Where a workbook's records begin, of Excel 97 and of 5 and 95; in the file they lie at the beginning of a sector.
_BEGINS = re.compile(rb"\x09\x08(?:\x10\x00\x00\x06|\x08\x00\x00\x05)\x05\x00")
_SECTOR = 64
_REACH = 4096  # the code page stands near the beginning
_OF_OLD_FILES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 54936: "gb18030", 1361: "johab"}


def readable(data: bytes) -> tuple[bytes, str | None]:
    """The file as calamine reads it rightly, and the encoding that its texts are to be taken by after that, if any."""
    begins = [begin for begin in _BEGINS.finditer(data) if begin.start() % _SECTOR == 0]
    newer = any(_is_new(begin) for begin in begins)  # of a file that holds both kinds this one is read
    patched, encoding = data, None
    for begin in begins:
        place = _code_page(data, begin.start())
        if place is None:
            continue
        (page,) = struct.unpack_from("<H", data, place)
        if _is_new(begin) and page != _UTF16:
            patched = _with(patched, place, _UTF16)
        elif not newer and page in _OF_OLD_FILES:
            patched, encoding = _with(patched, place, _WESTERN), _OF_OLD_FILES[page]
    return patched, encoding


def _is_new(begin: re.Match[bytes]) -> bool:
    return begin[0][5] == 6


def _with(data: bytes, place: int, page: int) -> bytes:
    return data[:place] + struct.pack("<H", page) + data[place + 2 :]


def recoded(text: str, encoding: str) -> str:
    """A text that was taken byte for byte, as it is in that encoding."""
    return "".join(_bytes(text)).encode("latin-1").decode(encoding, "replace")


def _bytes(text: str) -> Iterator[str]:
    return (_BYTE.get(letter, letter if letter <= "\xff" else "?") for letter in text)


def _western(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_BYTE = {_western(byte): chr(byte) for byte in range(256)}


def _code_page(data: bytes, start: int) -> int | None:
    """Where the number stands, None when it isn't found in the records that follow each other."""
    place = start
    while place + 6 <= min(len(data), start + _REACH):
        kind, length = struct.unpack_from("<HH", data, place)
        if kind == _CODEPAGE:
            return place + 4 if length == 2 else None
        place += 4 + length
    return None
