"""Where a form's identity travels, and how it is found again.

No carrier survives everything, so a form bears its id several times (see docs of each writer). Finding one back is a text
search: whatever the program that saved the file made of the id (full width, lower case, another dash, none), it counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qcapp.domain.forms import FORM_ID
from qcapp.domain.sheet import Document
from qcapp.domain.text import short_lru_cache
from qcapp.forms.carrier_names import CAPTION, PROPERTY_ID, PROPERTY_PERIOD, PROPERTY_UNIT, SHEET, TEXT

if TYPE_CHECKING:
    from qcapp.forms.layout import FormIdentity, TableDocument

_DASHES = "-‐‑‒–—―−─━ー_~"
_GAP = rf"[{_DASHES}\s]{{0,3}}"
# Between two cells or paragraphs when they are searched as one text; no gap may cross it.
_FENCE = "\0"
_LOOSE = re.compile(rf"(?<![0-9A-Z])QC{_GAP}(\d{{6}}){_GAP}(\d{{2,3}}){_GAP}([0-9A-Z]{{4}})(?![0-9A-Z])")
_MAYBE = re.compile("[QqＱｑ][CcＣｃ]")
_WINDOW = 40
# The tail has neither I nor O, so whoever typed one meant the digit.
_MISTYPED = str.maketrans("IO", "10")


def properties_of(identity: FormIdentity) -> tuple[tuple[str, str], ...]:
    """(name, value) of the custom document properties, which are also the hidden sheet's rows."""
    return (
        (PROPERTY_ID, identity.form_id),
        (PROPERTY_UNIT, identity.unit),
        (PROPERTY_PERIOD, identity.period),
    )


def bookmark_name(form_id: str) -> str:
    """QC-202107-07-3F9K as a bookmark may be called: QC_202107_07_3F9K."""
    return form_id.replace("-", "_")


def number_line(form_id: str) -> str:
    """As printed in caption and footer: 表号：QC-202107-07-3F9K."""
    return f"表号：{form_id}"


def caption_of(document: TableDocument) -> str:
    """The line under the title; a form's always shows its 表号, whoever composed it."""
    identity = document.identity
    if identity is None or identity.form_id in document.caption:
        return document.caption
    shown = number_line(identity.form_id)
    return f"{document.caption}　　{shown}" if document.caption else shown


def may_bear_id(text: str) -> bool:
    """Whether it is worth looking for an id in; quickly told of what holds none."""
    return _has_mark(text) and bool(_MAYBE.search(text))


def _has_mark(text: str) -> bool:
    return "Q" in text or "q" in text or "Ｑ" in text or "ｑ" in text


@short_lru_cache
def form_ids_in(text: str) -> tuple[str, ...]:
    """Every valid form id in a text, in its proper spelling, in the order of appearance, each once.

    >>> form_ids_in("表号：ｑｃ—202107—07—3f9k")
    ('QC-202107-07-3F9K',)
    """
    if not _has_mark(text):
        return ()
    found: dict[str, None] = {}
    for place in _MAYBE.finditer(text):
        piece = text[max(place.start() - 1, 0) : place.start() + _WINDOW]
        plain = unicodedata.normalize("NFKC", piece).upper()
        for match in _LOOSE.finditer(plain):
            form_id = f"QC-{match[1]}-{match[2]}-{match[3].translate(_MISTYPED)}"
            if FORM_ID.fullmatch(form_id):
                found[form_id] = None
    return tuple(found)


def find_form_ids(document: Document) -> dict[str, tuple[str, ...]]:
    """Each distinct valid form id of a file → the carriers that bear it, each once, the machine's own first."""
    found: dict[str, dict[str, None]] = {}
    for carrier, text in _places(document):
        for form_id in form_ids_in(text):
            found.setdefault(form_id, {})[carrier] = None
    return {form_id: tuple(carriers) for form_id, carriers in found.items()}


def _places(document: Document) -> Iterator[tuple[str, str]]:
    yield from document.carriers
    for sheet in document.sheets:
        text = _FENCE.join(cell for row in sheet.rows for cell in row if cell)
        yield (CAPTION if sheet.visible else SHEET), text
    yield TEXT, _FENCE.join(document.texts)
