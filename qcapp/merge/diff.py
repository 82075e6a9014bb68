"""The three-way difference of one field: what we sent, what we have, what came.

Pure; the rules stand in a table of tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from qcapp.domain.deadlines import same_deadline
from qcapp.domain.fields import Kind, field_for
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.phones import same_phone
from qcapp.domain.text import REMEMBERED, blank, comparable, plainly_says, same

_SENTENCES = LazyPattern(r"[\n。；;！？]")
_ENUMERATED = LazyPattern(r"[\n、，,;；/]")


class Verdict(Enum):
    """The value is stable; ``label`` is for the screen."""

    UNCHANGED = "unchanged"
    THEIRS = "theirs"
    OURS = "ours"
    SAME = "same"
    CLEARED = "cleared"
    UNREADABLE = "unreadable"
    CONFLICT = "conflict"

    @property
    def label(self) -> str:
        return {
            "unchanged": "未改动", "theirs": "来表有更新", "ours": "台账已改，来表未动", "same": "内容相同",
            "cleared": "来表清空，默认保留", "unreadable": "来表读不出", "conflict": "双方都改过",
        }[self.value]


def equal(field_key: str, left: str, right: str) -> bool:
    """Whether two texts say the same in that field."""
    if left == right:
        return True
    if not left or not right:  # no field has words that are compared as nothing and begin plainly
        return not plainly_says(left or right) and _alike(field_key, left, right)
    alike = _alike if len(left) + len(right) <= REMEMBERED else _alike.__wrapped__
    return alike(field_key, left, right)


@lru_cache(maxsize=4096)
def _alike(field_key: str, left: str, right: str) -> bool:
    kind = field_for(field_key).kind
    if kind is Kind.PHONE:
        return same_phone(left, right)
    if kind is Kind.DEADLINE:
        return same_deadline(left, right)
    return same(left, right)


def compare(field_key: str, base: str | None, ours: str, theirs: str) -> Verdict:
    """The verdict. ``base`` None: nothing was sent, so any difference from a filled field is a conflict.

    An empty cell never deletes: it is CLEARED where the base had text, else it says nothing.
    """
    if equal(field_key, ours, theirs):
        return Verdict.UNCHANGED if base is None or equal(field_key, base, theirs) else Verdict.SAME
    if blank(theirs):
        return Verdict.OURS if blank(base or "") else Verdict.CLEARED
    if base is None:
        return Verdict.THEIRS if blank(ours) else Verdict.CONFLICT
    if equal(field_key, base, theirs):
        return Verdict.OURS
    if equal(field_key, base, ours):
        return Verdict.THEIRS
    return Verdict.CONFLICT


def keep_both(field_key: str, ours: str, theirs: str) -> str:
    """Both texts, ours first; one whose sentences (or, outside of texts, enumerated parts) the other has stands alone.

    Only whole parts count: 某甲 is not contained in 某甲乙, nor 31 户 in 312 户.
    """
    is_text = field_for(field_key).kind is Kind.TEXT
    mine, other = (set(_parts(text, _SENTENCES if is_text else _ENUMERATED)) for text in (ours, theirs))
    if other <= mine:
        return ours
    if mine <= other:
        return theirs
    return f"{ours}\n{theirs}" if is_text else f"{ours}、{theirs}"


def _parts(text: str, marks: LazyPattern) -> Iterator[str]:
    return (plain for part in marks.split(text) if (plain := comparable(part)))
