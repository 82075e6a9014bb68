"""Where a word stands in a text as written, though it is compared by what ``comparable`` makes of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from qcapp.domain.text import comparable

# What groups the digits of a phone, as it stands after folding.
GROUPING = "-–—()"
_AROUND = 20


class Span(NamedTuple):
    """From the first character to the one after the last, in the text as written."""

    start: int
    end: int


class Folded(NamedTuple):
    """``letters`` is what ``text`` is compared by. The letter at a place comes from the characters that begin at its place of
    ``starts`` and end at that of ``ends``."""

    text: str
    letters: str
    starts: Sequence[int]
    ends: Sequence[int]

    def find(self, word: str) -> list[Span]:
        """Every place of a word that is folded already, none of them within another; a character of the text that folds to
        several is taken whole."""
        found: list[Span] = []
        at = self.letters.find(word) if word else -1
        while at >= 0:
            found.append(Span(self.starts[at], self.ends[at + len(word) - 1]))
            at = self.letters.find(word, at + len(word))
        return found

    def without(self, letters: str) -> Folded:
        """As if these letters did not stand there."""
        kept = [place for place, letter in enumerate(self.letters) if letter not in letters]
        return Folded(
            self.text, "".join(self.letters[place] for place in kept), [self.starts[place] for place in kept],
            [self.ends[place] for place in kept],
        )


@lru_cache(maxsize=1024)
def folded(text: str) -> Folded:
    """The letters together are ``comparable(text)``; none, where no part of the text can be told to have become a letter."""
    wanted = comparable(text)
    if wanted == text:
        return Folded(text, text, range(len(text)), range(1, len(text) + 1))
    each = [_folded_letter(letter) for letter in text]
    if "".join(each) == wanted:
        return _folded_pieces(text, [1] * len(text), each)
    pieces = _pieces(text)  # characters that fold together, as a letter and its accent
    each = [comparable(piece) for piece in pieces]
    return _folded_pieces(text, [len(piece) for piece in pieces], each) if "".join(each) == wanted else Folded(text, "", (), ())


def _folded_pieces(text: str, lengths: Sequence[int], each: Sequence[str]) -> Folded:
    """Of pieces of the text so long, and what each of them folds to."""
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for length, part in zip(lengths, each, strict=True):
        for _ in part:
            starts.append(at)
            ends.append(at + length)
        at += length
    return Folded(text, "".join(each), starts, ends)


@lru_cache(maxsize=8192)
def _folded_letter(letter: str) -> str:
    return comparable(letter)


def _pieces(text: str) -> list[str]:
    """The text in pieces that fold each by itself."""
    pieces: list[str] = []
    for letter in text:
        if pieces and comparable(pieces[-1] + letter) != comparable(pieces[-1]) + _folded_letter(letter):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, those that touch made one."""
    ordered, made = sorted(spans), list[Span]()
    if len(ordered) < 2:
        return tuple(ordered)
    for span in ordered:
        if made and span.start <= made[-1].end:
            made[-1] = Span(made[-1].start, max(made[-1].end, span.end))
        else:
            made.append(span)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the places in it that were searched for, in order."""

    text: str
    spans: tuple[Span, ...] = ()

    def around(self, length: int, lead: int = _AROUND) -> Marked:
        """One line of about ``length`` characters, from a few before the first mark on; … where something is left out."""
        first = self.spans[0].start if self.spans else 0
        lead = min(lead, length // 2)
        start = max(min(first - lead, len(self.text) - length), 0)
        end = min(len(self.text), start + length)
        before, after = "…" if start else "", "…" if end < len(self.text) else ""
        line = self.text[start:end].replace("\n", " ")
        shift = len(before) - start
        spans = (Span(max(each.start, start) + shift, min(each.end, end) + shift) for each in self.spans)
        return Marked(before + line + after, tuple(each for each in spans if each.end > each.start))


def marked(text: str, finders: Sequence[Callable[[str], Iterable[Span]]]) -> Marked:
    """The text with what each of ``finders`` finds in it."""
    return Marked(text, joined([span for find in finders for span in find(text)]))
