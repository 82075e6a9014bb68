"""Where a value came from, in words: for the form, the trail and the command line alike."""

from __future__ import annotations

from qcapp.domain.ledger import Source
from qcapp.merge.plan import Decision

_LABELS = {decision.value: decision.label for decision in Decision}


def decision_words(source: Source) -> str:
    """用来表, 两段都保留, 用旁注, 手工填写; "" where it isn't known what was decided."""
    return _LABELS.get(source.decision, "")


def is_typed(source: Source) -> bool:
    """Whether the words are the clerk's own, though a returned file was being merged."""
    return source.decision == Decision.TYPED.value


def origin_parts(source: Source) -> tuple[str, ...]:
    """来自《区税务局.xlsx》, 7月22日收到, 《下发表》第 7 行第 6 列, 用来表: what is known of it; () for an edit by hand."""
    if not source.file:
        return (decision_words(source),) if decision_words(source) else ()
    if is_typed(source):
        return (f"合并《{source.file}》时{decision_words(source)}",)
    day = source.received
    parts = (
        f"来自《{source.file}》", f"{day.month}月{day.day}日收到" if day else "",
        source.place.label if source.place else "", decision_words(source),
    )
    return tuple(part for part in parts if part)
