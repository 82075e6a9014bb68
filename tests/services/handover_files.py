"""交接 files as another program, an older one, or one that means harm would write them."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qcapp.handover.sealing import Sealer
from tests.services.handing import PASSWORD


def manifest(parts: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    return {
        "format": 1, "program": "0.0.1", "at": "2021-07-22T09:30:00", "who": "张三", "to": "",
        "ledger": {"name": "台账.sqlite3", "facts": {"operations": 1}}, "window": {},
        "parts": [{"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in parts],
    }


def pack(out: Path, parts: Sequence[tuple[str, bytes]]) -> Path:
    return seal(out, manifest(parts), b"".join(data for _, data in parts))


def seal(out: Path, document: dict[str, Any], content: bytes, length: int | None = None) -> Path:
    head = json.dumps(document).encode()
    plain = struct.pack(">I", len(head) if length is None else length) + head + content
    with out.open("wb") as file:
        sealer = Sealer(file, PASSWORD, len(plain), cost=14)
        sealer.write(plain)
        sealer.finish()
    return out


def pack_lying(out: Path, ledger: bytes, change: str) -> Path:
    """One thing in the manifest is not as it is."""
    document = manifest([("ledger.sqlite3", ledger)])
    part = document["parts"][0]
    if change == "manifest":
        return seal(out, {"format": 1}, ledger)
    if change == "length":
        return seal(out, document, ledger, 0xFFFFFFFF)
    match change:
        case "newer":
            document["format"] = 2
        case "size+":
            part["size"] += 1
        case "size-":
            part["size"] -= 1
        case "huge":
            part["size"] = 1 << 50
        case "negative":
            part["size"] = -1
        case "sha":
            part["sha256"] = "0" * 64
    return seal(out, document, ledger)
