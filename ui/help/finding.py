"""Finding words in the help."""

from __future__ import annotations

from typing import Final, NamedTuple

from ui.help.chapters import Section, sections

_BEFORE: Final = 12
_SHOWN: Final = 46


class Hit(NamedTuple):
    """A section that has all the words, and a piece of it around the first."""

    section: Section
    piece: str

    @property
    def where(self) -> str:
        return " → ".join(filter(None, (self.section.chapter.title, self.section.heading)))


def find(query: str) -> list[Hit]:
    """Sections with every word of the query; those that name it in their heading stand first."""
    words = query.casefold().split()
    if not words:
        return []
    hits = [Hit(section, _piece(section.text, words[0])) for section in sections() if _has(section, words)]
    return sorted(hits, key=lambda hit: not any(word in hit.where.casefold() for word in words))


def _has(section: Section, words: list[str]) -> bool:
    text = f"{section.chapter.title} {section.heading} {section.text}".casefold()
    return all(word in text for word in words)


def _piece(text: str, word: str) -> str:
    at = max(text.casefold().find(word), 0)
    start = max(at - _BEFORE, 0)
    end = start + _SHOWN
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
