"""A word of a query, sought in one text after another: as it is written, as a phone's digits, as pinyin."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from qcapp.domain.fields import Kind, field_for, is_field
from qcapp.domain.marks import GROUPING, Marked, Span, folded, marked
from qcapp.domain.search_query import Term
from qcapp.domain.text import comparable

BEGINNING = 60
"""A measure's name is how its text begins: so much of it may be spelled."""


class How(Enum):
    """What may be made of a text beyond its letters."""

    TEXT = "text"
    BEGINNING = "beginning"
    NAME = "name"
    PERSON = "person"
    PHONE = "phone"


_BY_PLACE = {"measure": How.BEGINNING, "task": How.BEGINNING, "unit": How.NAME}


@lru_cache(maxsize=256)
def how_of(field: str) -> How:
    """How the text of that field may be found."""
    if is_field(field):
        return {Kind.NAME: How.PERSON, Kind.PHONE: How.PHONE}.get(field_for(field).kind, How.TEXT)
    return _BY_PLACE.get(field, How.TEXT)


def find(term: Term, text: str, how: How) -> list[Span]:
    """Where the text says it, however."""
    spans = folded(text).find(term.text)
    if not spans and how is How.PHONE and term.digits:
        spans = folded(text).without(GROUPING).find(term.digits)
    if not spans and (span := _spelled(term, text, how)):
        spans = [span]
    return spans


def holds(term: Term, text: str, how: How) -> bool:
    """Whether there is such a place; quicker than to look for it."""
    return term.text in comparable(text) or bool(
        (how is How.PHONE and term.digits and term.digits in folded(text).without(GROUPING).letters)
        or _spelled(term, text, how)
    )


def mark(terms: Sequence[Term], text: str, how: How) -> Marked:
    return marked(text, [lambda said, term=term: find(term, said, how) for term in terms])  # type: ignore[misc]


def names_spelled(term: Term, names: Sequence[str]) -> tuple[str, ...]:
    """Of persons' names those that the word spells."""
    return tuple(name for name in names if _spelled(term, name, How.PERSON)) if term.spelling else ()


def spells(term: Term, text: str, how: How) -> bool:
    """Whether its letters are the pinyin of something in the text."""
    return _spelled(term, text, how) is not None


def _spelled(term: Term, text: str, how: How) -> Span | None:
    letters = term.spelling
    if not letters or how in (How.TEXT, How.PHONE):
        return None
    from qcapp.services.pinyin import spelled

    if how is How.BEGINNING:
        return spelled(text[:BEGINNING]).find(letters)
    return spelled(text, name=True, person=how is How.PERSON).find(letters)
