"""How values stand in columns: periods as 202107, forms' values as one JSON document, places as JSON too."""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from qcapp.domain.period import Period
from qcapp.domain.text import comparable

if TYPE_CHECKING:
    from qcapp.domain.place import Place

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def month(period: Period) -> int:
    return period.year * 100 + period.month


def period_of(number: int) -> Period:
    return Period(number // 100, number % 100)


def packed(values: Mapping[tuple[int, str], str]) -> str:
    """``{(27, "progress"): "…"}`` as ``{"27": {"progress": "…"}}``, the same text for the same values."""
    rows: dict[str, dict[str, str]] = {}
    for (no, field), text in sorted(values.items(), key=itemgetter(0)):
        rows.setdefault(str(no), {})[field] = text
    return compact(rows)


class Unpacked(Mapping[tuple[int, str], str]):
    """What ``packed`` wrote, read when it is looked into: of a month's thousands of forms few are, and where all of them are, one
    after the other as the month's figures need them, only the last hundreds stay as read. Read, they take ten times as much."""

    __slots__ = ("_document",)

    def __init__(self, document: str) -> None:
        self._document = document

    def __getitem__(self, key: tuple[int, str]) -> str:
        return _unpacked(self._document)[key]

    def get(self, key: tuple[int, str], default: Any = None) -> Any:
        """As of any mapping, without its detour over an exception: asked for each field of a merge."""
        return _unpacked(self._document).get(key, default)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(_unpacked(self._document))

    def items(self) -> ItemsView[tuple[int, str], str]:
        """Those of what was read, without a look-up for each."""
        return _unpacked(self._document).items()

    def __len__(self) -> int:
        return len(_unpacked(self._document))

    def __bool__(self) -> bool:
        return self._document != "{}"

    def __repr__(self) -> str:
        return repr(_unpacked(self._document))


@lru_cache(maxsize=512)
def _unpacked(document: str) -> dict[tuple[int, str], str]:
    """The document's values; the same document says the same. Whoever has it only looks into it."""
    rows: dict[str, dict[str, str]] = json.loads(document)
    return {(int(no), field): text for no, fields in rows.items() for field, text in fields.items()}


def packed_place(place: Place | None) -> str | None:
    """``["下发表",6,5]``, or None."""
    return None if place is None else _packed_place(place.sheet, place.row, place.column)


@lru_cache(maxsize=4096)
def _packed_place(*place: str | int) -> str:
    """By its parts, which are looked up in a third of the place's own time."""
    return compact(place)


def place_of(document: str | None) -> Place | None:
    if document is None:
        return None
    from qcapp.domain.place import Place

    return Place(*json.loads(document))


def compact(value: object) -> str:
    """JSON without blanks, Chinese as itself."""
    return _ENCODER.encode(value)


def plain(text: str) -> str | None:
    """What a search compares, or None where that is the text itself."""
    folded = comparable(text)
    return None if folded == text else folded
