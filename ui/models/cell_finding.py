"""Finding and replacing words in cells. Pure.

Words are found as the ledger compares texts: whatever the case, full width or half, unless they are to be the very same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from qcapp.domain.errors import UsageError
from qcapp.domain.text import clean, comparable
from ui.models.cell_plan import READ_ONLY, CellPlan, Skip, Write
from ui.models.cell_sheet import Place, Sheet, cell_text, spots, texts

Span = tuple[int, int]
"""Start and end (exclusive) in a text."""

_TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+\}|\{\d*,\d*\}|.", re.DOTALL)
_AGAIN: Final = re.compile(r"[*+]|\{\d*,\d*\}")


@dataclass(frozen=True, slots=True)
class Query:
    """``exact``: case and width count. ``whole``: the cell says nothing else. ``pattern``: ``words`` is a regular expression."""

    words: str
    exact: bool = False
    whole: bool = False
    pattern: bool = False


class Hit(NamedTuple):
    """A place of the words in a cell of the table: in the ledger's cell behind it of that number, or in what it shows."""

    place: Place
    spot: int
    span: Span


class Finder:
    """A query made ready. UsageError for one that can't be, in a sentence."""

    def __init__(self, query: Query) -> None:
        self.query = query
        if not query.words:
            raise UsageError("还没有写要查找的内容，请先填上。")
        self._spans: Callable[[str], Iterator[Span]] = self._by_words
        if query.pattern:
            self._pattern = _compiled(query)
            self._spans = self._by_pattern
        elif query.exact:
            self._spans = self._exactly
        self._folded = _folded(query.words)[0]

    def spans(self, text: str) -> list[Span]:
        """Where the words stand in that text, from left to right, none over another."""
        return list(self._spans(text)) if text else []

    def replaced(self, text: str, put: str) -> str:
        """The text with ``put`` in place of the words; in a pattern's \\1 stands what its first group found."""
        parts, at = [], 0
        for start, end in self._spans(text):
            parts += [text[at:start], self._put(text, start, put)]
            at = end
        return "".join([*parts, text[at:]])

    def _put(self, text: str, start: int, put: str) -> str:
        if not self.query.pattern:
            return put
        found = (self._pattern.fullmatch if self.query.whole else self._pattern.match)(text, start)
        assert found is not None
        try:
            return found.expand(put)
        except (re.error, IndexError):
            raise UsageError("“替换为”里引用了没有的分组，请核对 \\1、\\2 这样的写法；要写反斜杠本身，请写两个。") from None

    def _by_pattern(self, text: str) -> Iterator[Span]:
        if self.query.whole:
            if self._pattern.fullmatch(text):
                yield 0, len(text)
            return
        yield from (found.span() for found in self._pattern.finditer(text) if found.end() > found.start())

    def _exactly(self, text: str) -> Iterator[Span]:
        words = self.query.words
        if self.query.whole:
            if text == words:
                yield 0, len(text)
            return
        yield from _all(text, words)

    def _by_words(self, text: str) -> Iterator[Span]:
        if self.query.whole:
            if comparable(text) == comparable(self.query.words):
                yield 0, len(text)
            return
        folded, starts = _folded(text)
        for start, end in _all(folded, self._folded):
            # A character that folds to several is found whole or not at all.
            if (start == 0 or starts[start] != starts[start - 1]) and (starts[end] != starts[end - 1]):
                yield starts[start], starts[end]


def _compiled(query: Query) -> re.Pattern[str]:
    if _may_never_end(query.words):
        raise UsageError("这个正则表达式里，重复的括号内又有重复或“|”，可能永远查不完，请改写得简单一些。")
    try:
        return re.compile(query.words, 0 if query.exact else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        raise UsageError("这个正则表达式写得不对，请核对括号、方括号和反斜杠；不会写的话，请去掉“正则表达式”的勾。") from None


def _may_never_end(pattern: str) -> bool:
    """Whether a group that is repeated repeats something itself or has alternatives: on the wrong text such a search takes
    longer than anyone waits, and nothing can stop it."""
    tokens = _TOKEN.findall(pattern)
    groups = [False]
    for token, after in zip(tokens, [*tokens[1:], ""], strict=True):
        if token == "(":
            groups.append(False)
        elif token == ")" and len(groups) > 1:
            inner = groups.pop()
            repeated = bool(_AGAIN.fullmatch(after))
            if inner and repeated:
                return True
            groups[-1] |= inner or repeated
        elif token == "|" or _AGAIN.fullmatch(token):
            groups[-1] = True
    return False


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text in half width and one case, and for each character of it (and the end) where it comes from."""
    if unicodedata.is_normalized("NFKC", text) and len(plain := text.casefold()) == len(text):
        return plain, range(len(text) + 1)  # as nearly all are: no need to look at each character
    parts: list[str] = []
    starts: list[int] = []
    for place, letter in enumerate(text):
        folded = unicodedata.normalize("NFKC", letter).casefold()
        parts.append(folded)
        starts += [place] * len(folded)
    starts.append(len(text))
    return "".join(parts), starts


def _all(text: str, words: str) -> Iterator[Span]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + len(words))


def hits(finder: Finder, sheet: Sheet, cells: Iterable[Place]) -> Iterator[Hit]:
    """Every place of the words, cell by cell: of what is filled in, and of what read-only columns show."""
    for place in cells:
        row, column = sheet.row(place[0]), sheet.columns[place[1]]
        for number, text in enumerate(texts(row, column) or [cell_text(row, column)]):
            yield from (Hit(place, number, span) for span in finder.spans(text))


def next_cell(finder: Finder, sheet: Sheet, cells: Sequence[Place], after: Place | None, *, back: bool = False) -> Place | None:
    """The next cell with the words behind that one (before it, with ``back``), going round; None where there is none."""
    ordered = list(reversed(cells)) if back else list(cells)
    start = 0
    if after is not None:
        start = next((n for n, place in enumerate(ordered) if (place < after if back else place > after)), 0)
    return next((hit.place for hit in hits(finder, sheet, [*ordered[start:], *ordered[:start]])), None)


def plan_replace(finder: Finder, put: str, sheet: Sheet, cells: Iterable[Place]) -> CellPlan:
    """All of the words in those cells replaced, in every unit's own text; what is read only is listed."""
    writes: list[Write] = []
    skips: list[Skip] = []
    for place in cells:
        row, column = sheet.row(place[0]), sheet.columns[place[1]]
        if not any(finder.spans(text) for text in texts(row, column) or [cell_text(row, column)]):
            continue
        behind = spots(row, column)
        if not behind:
            skips.append(Skip(sheet.name(place), cell_text(row, column), READ_ONLY))
            continue
        for spot in behind:
            after = clean(finder.replaced(spot.text, put))
            if after != spot.text:
                name = f"第 {spot.key.no} 条 {spot.label}" if spot.label else ""
                writes.append(Write(spot.key, _named(sheet, place, name), spot.text, after))
    return CellPlan(tuple(writes), tuple(skips))


def _named(sheet: Sheet, place: Place, labelled: str) -> str:
    """A joint measure's cell by its unit."""
    if not labelled:
        return sheet.name(place)
    return f"{labelled} {sheet.name(place).rpartition(' ')[2]}"
