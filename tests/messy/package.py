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
