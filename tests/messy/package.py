"""Office files as their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

Parts = dict[str, bytes]


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2021, 7, 20, 8, 0, 0)), data)
    return target.getvalue()


def edited(data: bytes, change: Callable[[Parts], None]) -> bytes:
    parts = parts_of(data)
    change(parts)
    return packed(parts)


def without(parts: Parts, name: str) -> None:
    """Take a part out, with what points to it."""
    if name not in parts:
        return
    del parts[name]
    leaf = name.rsplit("/", 1)[-1].encode()
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = _without_element(types, b"Override", b"/" + name.encode())
    for path in [path for path in parts if path.endswith(".rels")]:
        parts[path] = _without_element(parts[path], b"Relationship", leaf)


def _without_element(xml: bytes, tag: bytes, mention: bytes) -> bytes:
    pieces = xml.split(b"<" + tag + b" ")
    kept = [pieces[0]]
    for piece in pieces[1:]:
        inside, end, rest = piece.partition(b"/>")
        if mention in inside:
            kept[-1] += rest
        else:
            kept.append(inside + end + rest)
    return (b"<" + tag + b" ").join(kept)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)
OFFICE_KIND = "application/vnd.openxmlformats-officedocument"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relate(parts: Parts, rels: str, rid: str, kind: str, target: str) -> None:
    """Add a relationship to the part of relationships, which is made if need be."""
    head = b'<?xml version="1.0" encoding="UTF-8"?>'
    space = b"http://schemas.openxmlformats.org/package/2006/relationships"
    old = parts.get(rels, head + b'<Relationships xmlns="' + space + b'"></Relationships>')
    new = f'<Relationship Id="{rid}" Type="{OFFICE}/{kind}" Target="{target}"/>'.encode()
    parts[rels] = old.replace(b"</Relationships>", new + b"</Relationships>")


def typed(parts: Parts, name: str, kind: str) -> None:
    """Say what kind of content a part (/name) or an ending has."""
    what = f'PartName="{name}"' if name.startswith("/") else f'Extension="{name}"'
    types = parts["[Content_Types].xml"]
    if what.encode() not in types:
        tag = "Override" if name.startswith("/") else "Default"
        parts["[Content_Types].xml"] = types.replace(b"</Types>", f'<{tag} {what} ContentType="{kind}"/></Types>'.encode())
