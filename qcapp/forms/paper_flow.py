"""Where the text of a paper ends on its page, as far as counting lines of 28 characters can tell.

Word keeps the last line of a paragraph with what follows it; LibreOffice keeps all of it, and so would leave half a page
empty before a long one. So a long one is bound to the signature only where that might else stand alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from qcapp.domain.text import scrub
from qcapp.forms.metrics import lines_needed
from qcapp.forms.paper import OfficialPaper, Paragraph
from qcapp.forms.paper_words import CHARACTERS, LINES, addressee_line

_TITLE_CHARACTERS = 20
_LONG = 8
_UNSURE = 2
"""Lines by which another font's letters may make the text longer or shorter."""


def end_is_near(paper: OfficialPaper, after: int) -> bool:
    """Whether a long last paragraph surely ends on one page with the ``after`` lines that follow it."""
    texts = [text for part in paper.parts if isinstance(part, Paragraph) for text in _lines(part)]
    if len(texts) == 0 or not all(isinstance(part, Paragraph) for part in paper.parts):
        return False
    if _length(texts[-1]) <= _LONG:
        return False
    head = lines_needed(paper.title, 2 * _TITLE_CHARACTERS) + 1 + (3 if paper.number.strip() else 0)
    named = addressee_line(paper.addressee)
    total = head + (lines_needed(named, 2 * CHARACTERS) if named else 0) + sum(map(_length, texts))
    last = (total - 1) % LINES + 1
    return last > _UNSURE and last + after <= LINES - _UNSURE


def _lines(part: Paragraph) -> Iterator[str]:
    return (text for text in scrub(part.lead + part.text).split("\n") if text.strip())


def _length(text: str) -> int:
    return lines_needed(f"　　{text}", 2 * CHARACTERS)
