"""Texts as HTML, with parts of them on a colour."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from qcapp.domain.differing import Span
from ui.theme import ADDED, ADDED_TEXT


def marked_html(text: str, spans: Iterable[Span], *, back: object = ADDED, ink: object = ADDED_TEXT) -> str:
    """``spans``: what is new, or in other colours something else."""
    parts, at = [], 0
    for start, end in spans:
        parts.append(_plain(text[at:start]))
        parts.append(f"<span style='background:{back};color:{ink}'>{_plain(text[start:end])}</span>")
        at = end
    return "".join([*parts, _plain(text[at:])])


def _plain(text: str) -> str:
    return escape(text).replace("\n", "<br>")
