"""Containers made by hand, good ones and such as no office program would write."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAIN = "application/vnd.openxmlformats-officedocument."
XLSX_TYPES = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{MAIN}spreadsheetml.sheet.main+xml"/></Types>'
DOCX_TYPES = (
    f'<Types><Override PartName="/word/document.xml" ContentType="{MAIN}wordprocessingml.document.main+xml"/></Types>'
)
XLSB_TYPES = (
    '<Types><Override PartName="/xl/workbook.bin" '
    'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(sheet: str | bytes = "<worksheet/>", **more: str | bytes) -> bytes:
    """An xlsx with that one sheet part; further parts by name, with ``__`` for / and ``_`` for a dot."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": XLSX_TYPES, "xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet,
    }
    return zipped(parts | {name.replace("__", "/").replace("_", "."): part for name, part in more.items()})


def docx(body: str | bytes = "<w:document/>") -> bytes:
    return zipped({"[Content_Types].xml": DOCX_TYPES, "word/document.xml": body})


def ods(content: str, manifest: str = "<manifest/>", mimetype: str = ODS_TYPE) -> bytes:
    return zipped({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": content})


@dataclass
class Raw:
    """An entry whose every claim may be a lie. ``at``: reuse the local header of the entry of that place."""

    name: bytes
    content: bytes = b""
    flags: int = 0
    method: int = 8
    size: int | None = None
    crc: int | None = None
    extra: bytes = b""
    at: int | None = None


def raw_zip(entries: Sequence[Raw], count: int | None = None, prefix: bytes = b"") -> bytes:
    out = bytearray(prefix)
    offsets: list[int] = []
    central = bytearray()
    for entry in entries:
        packed = _deflated(entry.content) if entry.method == 8 else entry.content
        size = len(entry.content) if entry.size is None else entry.size
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        offset = offsets[entry.at] if entry.at is not None else len(out) - len(prefix)
        offsets.append(offset)
        fields = (20, entry.flags, entry.method, 0, 0, crc, len(packed), size, len(entry.name), len(entry.extra))
        if entry.at is None:
            out += struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields) + entry.name + entry.extra + packed
        central += struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, offset)
        central += entry.name + entry.extra
    number = len(entries) if count is None else count
    place = len(out) - len(prefix)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number & 0xFFFF, number & 0xFFFF, len(central), place, 0)
    return bytes(out + central + end)


def _deflated(content: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(content) + engine.flush()


def ole(*names: str, workbook: bytes = b"", sector: int = 512) -> bytes:
    """An OLE2 container with those streams; a workbook stream, if any, is 4096 bytes beginning as given."""
    shift = sector.bit_length() - 1
    entries = [_ole_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    streams = list(names) + (["Workbook"] if workbook else [])
    per_sector = sector // 128
    directory_sectors = -(-(len(streams) + 1) // per_sector)
    first_free = 1 + directory_sectors
    for name in streams:
        start, size = (first_free, 4096) if name == "Workbook" and workbook else (0xFFFFFFFE, 0)
        entries.append(_ole_entry(name, 2, start, size))
    table = [0xFFFFFFFD] + [n + 1 for n in range(1, directory_sectors)] + [0xFFFFFFFE]
    body = b"".join(entries).ljust(directory_sectors * sector, b"\0")
    if workbook:
        count = 4096 // sector
        table += [first_free + n + 1 for n in range(count - 1)] + [0xFFFFFFFE]
        body += workbook.ljust(4096, b"\0")
    fat = struct.pack(f"<{len(table)}L", *table).ljust(sector, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<5H", 0x3E, 3, 0xFFFE, shift, 6)
    header = header.ljust(48, b"\0") + struct.pack("<L", 1) + b"\0" * 16
    header += struct.pack("<2L", 0xFFFFFFFE, 0) + struct.pack("<109L", 0, *[0xFFFFFFFF] * 108)
    return header.ljust(sector, b"\0") + fat + body


def small_ole(workbook: bytes) -> bytes:
    """An OLE2 container whose workbook is so small that it lies in the root's own stream, one sector long."""
    entries = _ole_entry("Root Entry", 5, 2, 512) + _ole_entry("Workbook", 2, 1, len(workbook))
    table = struct.pack("<3L", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE).ljust(512, b"\xff")
    header = ole("x")[:512]
    return header + table + entries.ljust(512, b"\0") + (b"\0" * 64 + workbook).ljust(512, b"\0")


def _ole_entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    return entry.ljust(116, b"\0") + struct.pack("<LQ", start, size)
