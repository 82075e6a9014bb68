"""A Document as JSON bytes and back, checked value by value: what the reading process says is not believed unseen."""

from __future__ import annotations

import json
from typing import Any

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Aside, Document, Merge, Picture, Sheet, Unreadable
from qcapp.intake.passwords import Locked
from qcapp.intake.stumble import Stumble

_ONLY_TEXTS, _ONLY_NUMBERS = frozenset((str,)), frozenset((int,))
MAX_BYTES = 64 * 1024 * 1024
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)  # what is sent has no circles


class BadMessage(Exception):
    """The bytes are no message of ours."""


def encode_document(document: Document) -> bytes:
    return bytes_of({
        "kind": document.kind,
        "sheets": [
            {
                "name": sheet.name,
                "rows": sheet.rows,
                "merges": [(merge.top, merge.left, merge.bottom, merge.right) for merge in sheet.merges],
                "visible": sheet.visible,
                "asides": [(each.row, each.column, each.kind, each.text) for each in sheet.asides],
                "unreadable": [(each.row, each.column, each.why) for each in sheet.unreadable],
            }
            for sheet in document.sheets
        ],
        "carriers": document.carriers,
        "texts": document.texts,
        "notes": document.notes,
        "pictures": [(each.sheet, each.row, each.column, each.part) for each in document.pictures],
    })


def encode_refusal(sentence: str, stumble: str | None = None, *, locked: bool = False) -> bytes:
    """``stumble``: what the reader did not foresee, where that is why. ``locked``: a password would help."""
    return bytes_of({"refusal": sentence, "stumble": stumble, "locked": locked})


def decode(message: bytes) -> Document:
    """The document; UnreadableFile (or Locked) when the message is a refusal, BadMessage when it is neither."""
    try:
        raw = json.loads(message.decode("utf-8", "surrogatepass"))
        if isinstance(raw, dict) and "refusal" in raw:
            raise refused(raw)
        return Document(
            text_of(raw["kind"]),
            tuple(_sheet(sheet) for sheet in raw["sheets"]),
            tuple((text_of(where), text_of(text)) for where, text in raw["carriers"]),
            _texts(raw["texts"]),
            _texts(raw["notes"]),
            tuple(Picture(text_of(sheet), *spot_of(*spot), text_of(part)) for sheet, *spot, part in raw["pictures"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadMessage from error


def bytes_of(raw: dict[str, Any]) -> bytes:
    # Lone surrogates, which a hostile file may hold, pass through: they are scrubbed where texts are cleaned.
    return _ENCODER.encode(raw).encode("utf-8", "surrogatepass")


def _sheet(raw: dict[str, Any]) -> Sheet:
    visible = raw["visible"]
    if not isinstance(visible, bool):
        raise BadMessage
    rows = tuple(_texts(row) for row in raw["rows"])
    return Sheet(
        text_of(raw["name"]), rows, tuple(_merge(merge) for merge in raw["merges"]), visible,
        tuple(Aside(*spot_of(*spot), text_of(kind), text_of(text)) for *spot, kind, text in raw["asides"]),
        tuple(Unreadable(*spot_of(*spot), text_of(why)) for *spot, why in raw["unreadable"]),
    )


def spot_of(row: object, column: object) -> tuple[int, int]:
    if type(row) is not int or type(column) is not int or row < 0 or column < 0:
        raise BadMessage
    return row, column


def _merge(raw: list[int]) -> Merge:
    top, left, bottom, right = raw
    if not _ONLY_NUMBERS.issuperset(map(type, raw)) or not (0 <= top <= bottom and 0 <= left <= right):
        raise BadMessage
    return Merge(top, left, bottom, right)


def refused(raw: dict[str, Any]) -> UnreadableFile:
    """What a message of a refusal, as JSON, says; its cause is what the reader stumbled over."""
    locked = raw["locked"]
    if not isinstance(locked, bool):
        raise BadMessage
    error = (Locked if locked else UnreadableFile)(text_of(raw["refusal"]))
    error.__cause__ = _stumble(raw.get("stumble"))
    return error


def _stumble(raw: object) -> Stumble | None:
    return None if raw is None else Stumble(text_of(raw))


def text_of(value: object) -> str:
    if not isinstance(value, str):
        raise BadMessage
    return value


def _texts(values: object) -> tuple[str, ...]:
    if type(values) is not list or not _ONLY_TEXTS.issuperset(map(type, values)):
        raise BadMessage
    return tuple(values)
