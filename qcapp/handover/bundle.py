"""What lies in a 交接 file once it is opened (see ``sealing``): a manifest, then the files that it names, one after the other.

    bytes  plaintext
        4  length of the manifest in bytes, big-endian, at most 4 MiB
        …  the manifest: JSON, UTF-8
        …  the bytes of each part, in the manifest's order, nothing between them and nothing after the last

The manifest is an object:

    format   1
    program  version of the program that wrote it
    at       local time, ISO 8601
    who, to  who gave it, and to whom ("" when not said)
    ledger   {"name": file name, "facts": {name: count}}
    window   {key: value}: settings of the window that go along, values as they stand in window.ini
    parts    [{"name", "size" in bytes, "sha256" in hexadecimal}]: first ``ledger.sqlite3``, a whole SQLite database, then
             ``fill/….json``, drafts of forms

Members that are not known are passed over.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from qcapp.domain.handover import HandoverNote, HandoverTrouble
from qcapp.handover.sealing import COST, Opener, Readable, Sealer, refuse
from qcapp.handover.window_settings import CARRIED

LEDGER: Final = "ledger.sqlite3"
DRAFT: Final = re.compile(r"fill/((?:draft|saved)-QC-[0-9A-Z-]{1,40}\.json)")
_FORMAT: Final = 1
_MOST_MANIFEST: Final = 4 << 20
_MOST_PARTS: Final = 5_000
_MOST_DRAFT: Final = 20_000_000
_LONGEST_VALUE: Final = 100_000
_PIECE: Final = 1 << 20

Step = Callable[[int, int], None]
"""Told of bytes done and bytes in all; raises Cancelled where the person wants no more."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file that lies in the bundle. ``name``: its place there."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    note: HandoverNote
    window: Mapping[str, str]
    parts: tuple[Part, ...]


def part_of(name: str, path: Path) -> Part:
    """OSError when it can't be read."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while some := file.read(_PIECE):
            digest.update(some)
            size += len(some)
    return Part(name, size, digest.hexdigest())


def write_bundle(
    out: BinaryIO, password: str, manifest: Manifest, files: Sequence[Path], step: Step, *, cost: int = COST
) -> None:
    """``files``: where the manifest's parts lie, in its order. ValueError when one has changed since it was measured."""
    head = json.dumps(_document(manifest), ensure_ascii=False).encode("utf-8", "surrogatepass")
    total = 4 + len(head) + sum(part.size for part in manifest.parts)
    sealer = Sealer(out, password, total, cost=cost)
    sealer.write(struct.pack(">I", len(head)))
    sealer.write(head)
    done = 4 + len(head)
    for path in files:
        with path.open("rb") as file:
            while some := file.read(_PIECE):
                sealer.write(some)
                done += len(some)
                step(done, total)
    sealer.finish()


class BundleReader:
    """Opens a 交接 file and gives its parts one by one, each checked. HandoverUnreadable says why it can't be received."""

    def __init__(self, source: Readable, size: int, password: str) -> None:
        self._digest = hashlib.sha256()
        self._opener = Opener(source, size, password, self._digest.update)
        length = struct.unpack(">I", self._opener.read_exactly(4))[0]
        if length > min(_MOST_MANIFEST, self._opener.header.length - 4):
            refuse(HandoverTrouble.CONTENT)
        self.manifest = _manifest(self._opener.read_exactly(length))
        if 4 + length + sum(part.size for part in self.manifest.parts) != self._opener.header.length:
            refuse(HandoverTrouble.CONTENT)

    def unpack(self, part: Part, put: Callable[[bytes], object], step: Step) -> None:
        """The next part's bytes. Its digest is compared when all are there: until then nothing may be done with them."""
        digest = hashlib.sha256()
        left = part.size
        while left:
            some = self._opener.read(min(left, _PIECE))
            if not some:
                refuse(HandoverTrouble.CONTENT)
            digest.update(some)
            put(some)
            left -= len(some)
            step(self._opener.done, self._opener.header.length)
        if digest.hexdigest() != part.sha256:
            refuse(HandoverTrouble.CONTENT)

    def finish(self) -> str:
        """When all parts were unpacked: the SHA-256 of the whole file."""
        self._opener.finish()
        return self._digest.hexdigest()


def _document(manifest: Manifest) -> dict[str, Any]:
    note = manifest.note
    return {
        "format": _FORMAT, "program": note.program, "at": note.at.isoformat(), "who": note.who, "to": note.to,
        "ledger": {"name": note.ledger_name, "facts": dict(note.facts)},
        "window": dict(manifest.window),
        "parts": [{"name": part.name, "size": part.size, "sha256": part.sha256} for part in manifest.parts],
    }


def _manifest(data: bytes) -> Manifest:
    """It was authenticated, so that it is as it was written; what wrote it may still have been no good."""
    try:
        document = json.loads(data.decode("utf-8", "surrogatepass"))
        if int(document["format"]) > _FORMAT:
            refuse(HandoverTrouble.NEWER)
        parts = tuple(Part(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in document["parts"])
        ledger = document["ledger"]
        window = {str(key): str(value) for key, value in document.get("window", {}).items()}
        note = HandoverNote(
            datetime.fromisoformat(document["at"]), str(document["who"]), str(document["program"]), str(ledger["name"]),
            parts[0].sha256, parts[0].size, {str(name): int(count) for name, count in ledger["facts"].items()},
            len(parts) - 1, len(window), str(document.get("to", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        refuse(HandoverTrouble.CONTENT)
    if not _well_named(parts):
        refuse(HandoverTrouble.CONTENT)
    kept = {key: value for key, value in window.items() if key in CARRIED and _one_line(value)}
    return Manifest(note, kept, parts)


def _well_named(parts: Sequence[Part]) -> bool:
    """A ledger first, then drafts of sizes that drafts have; no name twice, none that leads out of its folder."""
    names = [part.name for part in parts]
    return (
        0 < len(parts) <= _MOST_PARTS and names[0] == LEDGER and len(set(names)) == len(names)
        and all(part.size >= 0 for part in parts)
        and all(DRAFT.fullmatch(part.name) and part.size <= _MOST_DRAFT for part in parts[1:])
    )


def _one_line(value: str) -> bool:
    return len(value) <= _LONGEST_VALUE and value.isprintable()
