"""How values stand in columns: periods as 202107, forms' values as one JSON document, places as JSON too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from qcapp.domain.period import Period
from qcapp.domain.place import Place
from qcapp.domain.text import comparable

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def month(period: Period) -> int:
    return period.year * 100 + period.month


def period_of(number: int) -> Period:
    return Period(number // 100, number % 100)


def packed(values: Mapping[tuple[int, str], str]) -> str:
    """``{(27, "progress"): "…"}`` as ``{"27": {"progress": "…"}}``, the same text for the same values."""
    rows: dict[str, dict[str, str]] = {}
    for (no, field), text in sorted(values.items()):
        rows.setdefault(str(no), {})[field] = text
    return compact(rows)


def unpacked(document: str) -> dict[tuple[int, str], str]:
    rows: dict[str, dict[str, str]] = json.loads(document)
    return {(int(no), field): text for no, fields in rows.items() for field, text in fields.items()}


def packed_place(place: Place | None) -> str | None:
    """``["下发表",6,5]``, or None."""
    return None if place is None else compact((place.sheet, place.row, place.column))


def place_of(document: str | None) -> Place | None:
    return None if document is None else Place(*json.loads(document))


def compact(value: object) -> str:
    """JSON without blanks, Chinese as itself."""
    return _ENCODER.encode(value)


def plain(text: str) -> str | None:
    """What a search compares, or None where that is the text itself."""
    folded = comparable(text)
    return None if folded == text else folded
