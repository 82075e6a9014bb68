"""Zip files read from memory: the directory first, then each entry's bytes as they inflate, never more than allowed.

The standard library's reader builds the whole directory before anything can be counted and trusts declared sizes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from qcapp.domain.errors import UnreadableFile
from qcapp.intake.words import CUT_SHORT, DAMAGED, TOO_BIG, TOO_MUCH, ZIP_LOCKED, suspicious

if TYPE_CHECKING:
    from qcapp.forms.xlsx_plain import PlainSheet

MAX_FILE = 50 * 1024 * 1024
MAX_ENTRIES = 5_000
MAX_INFLATED = 400 * 1024 * 1024
MAX_PART = 200 * 1024 * 1024
MAX_RATIO = 300
RATIO_FROM = 5 * 1024 * 1024
CHUNK = 256 * 1024
_KEPT = 16 * 1024 * 1024
# Styles, themes, relationships are the same bytes in file after file of one program: what these few inflate to is remembered.
_OFTEN_PACKED, OFTEN = 2 * 1024, 16 * 1024

STORED, DEFLATED = 0, 8
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s22x2H")
_END64_PLACE = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ALL_ONES = 0xFFFFFFFF


class ZipEntry(NamedTuple):
    """One entry as the directory has it. ``start`` is where its packed bytes begin; sizes in bytes."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & 1)

    @property
    def folder(self) -> bool:
        return self.name.endswith(("/", "\\"))


def looks_like_zip(data: bytes) -> bool:
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def directory(data: bytes) -> tuple[ZipEntry, ...]:
    """The entries in the archive's order; UnreadableFile when it is cut short, overfull or overlaps itself."""
    if len(data) > MAX_FILE:
        raise UnreadableFile(TOO_BIG)
    count, size, offset, shift = _end_record(data)
    if count > MAX_ENTRIES:
        raise UnreadableFile(TOO_MUCH)
    position, end = offset + shift, offset + shift + size
    entries: list[tuple[int, ZipEntry]] = []
    while position + _CENTRAL.size <= end and len(entries) <= MAX_ENTRIES:
        position, header, entry = _entry(data, position, shift)
        entries.append((header, entry))
    if len(entries) != count:
        raise UnreadableFile(DAMAGED)
    _refuse_foreign_directory(data, min((header for header, _ in entries), default=offset + shift))
    _refuse_overlaps(entries, offset + shift)
    return tuple(entry for _, entry in entries)


def _end_record(data: bytes) -> tuple[int, int, int, int]:
    """(entries, directory size, directory offset, bytes before the archive begins)."""
    place = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if place < 0 or place + _END.size > len(data):
        raise UnreadableFile(CUT_SHORT)
    _, disk, first_disk, _, count, size, offset, _ = _END.unpack_from(data, place)
    end = place
    if data[place - 20 : place - 16] == b"PK\x06\x07" and place >= 20:
        _, _, place64, _ = _END64_PLACE.unpack_from(data, place - 20)
        if data[place64 : place64 + 4] != b"PK\x06\x06" or place64 + _END64.size > len(data):
            raise UnreadableFile(DAMAGED)
        count, size, offset = _END64.unpack_from(data, place64)[7:10]
        end, disk, first_disk = place64, 0, 0
    if disk or first_disk:
        raise UnreadableFile("这是分卷压缩包中的一卷，请先解压，再选择解出的文件导入。")
    shift = end - size - offset
    if shift < 0:
        raise UnreadableFile(DAMAGED)
    return count, size, offset, shift


def _entry(data: bytes, position: int, shift: int) -> tuple[int, int, ZipEntry]:
    """(where the next one stands, offset of its local header, the entry) for the directory entry at ``position``."""
    (
        signature, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, comment_length, _, _, _, header,
    ) = _CENTRAL.unpack_from(data, position)
    names = position + _CENTRAL.size
    raw = data[names : names + name_length]
    extra = data[names + name_length : names + name_length + extra_length]
    if size == _ALL_ONES or packed == _ALL_ONES or header == _ALL_ONES:
        size, packed, header = _wide(extra, size, packed, header)
    header += shift
    if signature != b"PK\x01\x02" or header + _LOCAL.size > len(data):
        raise UnreadableFile(DAMAGED)
    local, local_name_length, local_extra_length = _LOCAL.unpack_from(data, header)
    start = header + _LOCAL.size + local_name_length + local_extra_length
    if local != b"PK\x03\x04" or start + packed > len(data):
        raise UnreadableFile(DAMAGED)
    entry = ZipEntry(decoded_name(raw, bool(flags & 0x800), extra), flags, method, crc, packed, size, start)
    return names + name_length + extra_length + comment_length, header, entry


def _wide(extra: bytes, size: int, packed: int, header: int) -> tuple[int, int, int]:
    """Sizes and offset with those taken from the Zip64 field that did not fit in 32 bits."""
    wide = _extra_field(extra, 0x0001)
    values = [value for (value,) in struct.iter_unpack("<Q", wide[: len(wide) // 8 * 8])]
    narrow = [size, packed, header]
    for place, value in enumerate(narrow):
        if value == _ALL_ONES and values:
            narrow[place] = values.pop(0)
    return narrow[0], narrow[1], narrow[2]


def _extra_field(extra: bytes, wanted: int) -> bytes:
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind == wanted:
            return extra[position + 4 : position + 4 + length]
        position += 4 + length
    return b""


def decoded_name(raw: bytes, utf8: bool, extra: bytes = b"") -> str:
    """A name as the person who packed it saw it: UTF-8 where said or plain to see, else GBK as Chinese Windows writes."""
    unicode_path = _extra_field(extra, 0x7075) if extra else b""
    if len(unicode_path) > 5 and struct.unpack_from("<L", unicode_path, 1)[0] == zlib.crc32(raw):
        return unicode_path[5:].decode("utf-8", "replace")
    if utf8 or raw.isascii():
        return raw.decode("utf-8", "replace")
    try:
        # macOS writes UTF-8 and does not say so. Chinese takes three bytes there; two-byte letters are GBK by chance.
        name = raw.decode("utf-8")
        if all(character < "\x80" or character >= "\u0800" for character in name):
            return name
    except UnicodeDecodeError:
        pass
    return raw.decode("gb18030", "replace")


def _refuse_foreign_directory(data: bytes, first: int) -> None:
    """A zip that lost its end still holds the directories of archives stored in it: the last of these is not its own.

    ``first`` is where the directory's first entry begins. What begins as a zip has one at its very beginning.
    """
    if first and looks_like_zip(data):
        raise UnreadableFile(CUT_SHORT)


def _refuse_overlaps(entries: list[tuple[int, ZipEntry]], directory_start: int) -> None:
    """Entries that share bytes make a small file inflate without end."""
    free_from = 0
    for header, entry in sorted(entries, key=itemgetter(0)):
        if header < free_from:
            raise UnreadableFile(suspicious("的内部数据互相重叠"))
        free_from = entry.start + entry.packed
    if free_from > directory_start:
        raise UnreadableFile(suspicious("的内部数据互相重叠"))


class Budget:
    """Bytes that may still be inflated out of one file."""

    def __init__(self, total: int = MAX_INFLATED, part: int = MAX_PART) -> None:
        self.left = total
        self.part = part

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise UnreadableFile(suspicious("解压后大得异常"))


def inflated(data: bytes, entry: ZipEntry, budget: Budget) -> Iterator[bytes]:
    """The entry's bytes in pieces of at most CHUNK; UnreadableFile as soon as a limit is passed or they prove damaged."""
    if entry.encrypted:
        raise UnreadableFile(ZIP_LOCKED)
    if entry.method not in (STORED, DEFLATED):
        raise UnreadableFile(suspicious("用了少见的压缩方法"))
    if entry.size > budget.part:
        raise UnreadableFile(suspicious("解压后大得异常"))
    if (whole := _at_once(data, entry)) is not None:
        budget.spend(len(whole))
        yield whole
        return
    done = crc = 0
    for piece in _pieces(data, entry):
        done += len(piece)
        if done > budget.part or done > entry.size or (done > RATIO_FROM and done > MAX_RATIO * entry.packed):
            raise UnreadableFile(suspicious("解压后大得异常"))
        budget.spend(len(piece))
        crc = zlib.crc32(piece, crc)
        yield piece
    if done != entry.size or crc != entry.crc:
        raise UnreadableFile(DAMAGED)


def _at_once(data: bytes, entry: ZipEntry) -> bytes | None:
    """All of a small entry that is what the directory says of it; None for any other."""
    if entry.size > CHUNK or entry.method != DEFLATED:
        return None
    packed = memoryview(data)[entry.start : entry.start + entry.packed]
    if entry.packed <= _OFTEN_PACKED and entry.size <= OFTEN:
        return _again(bytes(packed), entry.size, entry.crc)
    return _whole(packed, entry.size, entry.crc)


@lru_cache(maxsize=64)
def _again(packed: bytes, size: int, crc: int) -> bytes | None:
    return _whole(packed, size, crc)


def _whole(packed: bytes | memoryview, size: int, crc: int) -> bytes | None:
    engine = zlib.decompressobj(-15)
    try:
        whole = engine.decompress(packed, size + 1)
    except zlib.error:
        return None
    return whole if engine.eof and len(whole) == size and zlib.crc32(whole) == crc else None


def _pieces(data: bytes, entry: ZipEntry) -> Iterator[bytes]:
    packed = memoryview(data)[entry.start : entry.start + entry.packed]
    if entry.method == STORED:
        for place in range(0, len(packed), CHUNK):
            yield bytes(packed[place : place + CHUNK])
        return
    engine = zlib.decompressobj(-15)
    waiting: bytes | memoryview = packed
    while not engine.eof:
        try:
            piece = engine.decompress(waiting, CHUNK)
        except zlib.error:
            raise UnreadableFile(DAMAGED) from None
        waiting = engine.unconsumed_tail
        if piece:
            yield piece
        elif not waiting:
            return


def contents(data: bytes, entry: ZipEntry, budget: Budget) -> bytes:
    """The whole entry."""
    return b"".join(inflated(data, entry, budget))


class Unpacked:
    """A container in memory: its directory read once, and small parts kept as they inflate, for whoever wants them next.

    UnreadableFile as of ``directory``, and of ``inflated`` for a part.
    """

    def __init__(self, data: bytes) -> None:
        self.data, self.entries = data, directory(data)
        self.plain_sheets: dict[str, PlainSheet] = {}
        """Those of a spreadsheet that the gate has found so plain that no parser needs to see them; by name."""
        self._kept: dict[int, bytes] = {}
        self._room = _KEPT

    @cached_property
    def _by_name(self) -> dict[str, ZipEntry]:
        return {entry.name: entry for entry in self.entries}

    @property
    def names(self) -> tuple[str, ...]:
        """As they stand in the container."""
        return tuple(self._by_name)

    def read(self, name: str) -> bytes:
        """A whole part; KeyError where there is none of that name."""
        entry = self._by_name[name]
        return self._kept.get(entry.start) or b"".join(self.pieces(entry, Budget()))

    def plain(self, name: str) -> PlainSheet | None:
        return self.plain_sheets.get(name)

    def whole(self, entry: ZipEntry, budget: Budget) -> bytes | None:
        """A small part at once; None for any other, and for one that proves damaged: ``pieces`` says why."""
        part = self._kept.get(entry.start)
        if part is None:
            if entry.size > min(budget.part, self._room) or entry.encrypted or (part := _at_once(self.data, entry)) is None:
                return None
            self._kept[entry.start] = part
            self._room -= len(part)
        budget.spend(len(part))
        return part

    def pieces(self, entry: ZipEntry, budget: Budget) -> Iterator[bytes]:
        """As ``inflated``."""
        if (whole := self.whole(entry, budget)) is not None:
            yield whole
            return
        for piece in inflated(self.data, entry, budget):
            if len(piece) == entry.size <= self._room:
                self._kept[entry.start] = piece
                self._room -= len(piece)
            yield piece
