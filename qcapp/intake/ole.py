"""Just enough of an OLE2 container (.xls, .doc, an encrypted .xlsx) to tell which it is."""

from __future__ import annotations

import struct
from typing import NamedTuple

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # this and above are marks, not sectors
_SMALL_STREAM, _SMALL_SECTOR = 4096, 64  # bytes
_MAX_DIRECTORY = 4096
_MAX_TABLE_LISTS = 16  # enough for the largest file let in


class OleStreams(NamedTuple):
    """Names of all streams and storages; ``workbook`` is the beginning of an old workbook's stream."""

    names: frozenset[str]
    workbook: bytes = b""

    @property
    def workbook_encrypted(self) -> bool:
        """Whether a FILEPASS record stands right after the beginning of the workbook."""
        position = 0
        for _ in range(4):
            if position + 4 > len(self.workbook):
                return False
            kind, length = struct.unpack_from("<HH", self.workbook, position)
            if kind == 0x002F:
                return True
            position += 4 + length
        return False


def read_streams(data: bytes) -> OleStreams:
    """What the directory names; empty when the container makes no sense."""
    if len(data) < 512 or data[:8] != SIGNATURE:
        return OleStreams(frozenset())
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return OleStreams(frozenset())
    sectors = _Sectors(data, 1 << shift)
    found: dict[str, tuple[int, int]] = {}
    first = struct.unpack_from("<L", data, 48)[0]
    for sector in sectors.chain(first):
        for place in range(0, len(sector) - 127, 128):
            if name := _name(sector[place : place + 128]):
                found.setdefault(name, struct.unpack_from("<LL", sector, place + 116))
    return OleStreams(frozenset(found), _beginning(sectors, found))


def _beginning(sectors: _Sectors, found: dict[str, tuple[int, int]]) -> bytes:
    """Of the workbook's stream, some hundred bytes or less; a small one lies within the root's."""
    start, size = found.get("Workbook") or found.get("Book") or (_LAST_SECTOR, 0)
    if size >= _SMALL_STREAM:
        return sectors.sector(start) if start < _LAST_SECTOR else b""
    root, _ = found.get("Root Entry", (_LAST_SECTOR, 0))
    held = b"".join(sectors.chain(root))
    return held[start * _SMALL_SECTOR : (start + 1) * _SMALL_SECTOR]


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    if not 2 <= length <= 64 or entry[66] == 0:
        return ""
    return entry[: length - 2].decode("utf-16-le", "replace")


class _Sectors:
    def __init__(self, data: bytes, size: int) -> None:
        self._data = data
        self._size = size
        self._table = [place for place in struct.unpack_from("<109L", data, 76) if place < _LAST_SECTOR]
        more: int = struct.unpack_from("<L", data, 68)[0]
        for _ in range(_MAX_TABLE_LISTS):
            listed = self.sector(more) if more < _LAST_SECTOR else b""
            if len(listed) < size:
                break
            *places, more = struct.unpack(f"<{size // 4}L", listed)
            self._table.extend(place for place in places if place < _LAST_SECTOR)

    def sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def chain(self, number: int) -> list[bytes]:
        """The sectors from ``number`` on; a chain that turns in a circle ends at the limit."""
        found: list[bytes] = []
        while number < _LAST_SECTOR and len(found) < _MAX_DIRECTORY:
            sector = self.sector(number)
            if len(sector) < 128:
                break
            found.append(sector)
            number = self._next(number)
        return found

    def _next(self, number: int) -> int:
        per_sector = self._size // 4
        index = number // per_sector
        if index >= len(self._table):
            return _LAST_SECTOR
        table = self.sector(self._table[index])
        place = number % per_sector * 4
        if place + 4 > len(table):
            return _LAST_SECTOR
        following: int = struct.unpack_from("<L", table, place)[0]
        return following
