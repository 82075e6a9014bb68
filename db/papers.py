"""Which papers the ledger keeps whose own words hold what is looked for: returned files, attachments, rulings, bulletins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from db.coding import period_of
from db.plans import Catalogue
from db.query import Query
from db.returns import LIVE, attachments
from db.rulings import all_rulings
from db.searching import chunks
from qcapp.domain.text import comparable
from qcapp.ports import Paper

if TYPE_CHECKING:
    from db.indexing import WordKeeper
    from db.word_index import PapersLooked

# A unit's row keeps the name that is its identity.
_RETURNED = f"""
    SELECT r.period, u.name, r.name, r.sha256, r.id
    FROM returned_form r JOIN operation o ON o.seq = r.operation JOIN unit u ON u.id = r.unit WHERE {LIVE}
"""
_BULLETINS = """
    SELECT b.period, b.title, b.sha256
    FROM bulletin b JOIN operation o ON o.seq = b.operation WHERE o.undone_by IS NULL ORDER BY b.id
"""


def papers(
    query: Query, catalogue: Catalogue, words: Sequence[str] = (), index: WordKeeper | None = None
) -> tuple[Paper, ...]:
    """Those whose text holds any of the words; all where there is none."""
    def said(text: str) -> bool:
        return not words or any(word in comparable(text) for word in words)

    made = []
    looked = index.papers_with(query, list(words)) if index and words else None
    for number, unit, name, sha256, _ in _returned(query, looked):
        if said(name):
            period = period_of(number)
            made.append(Paper("returned", catalogue.year_of(period).year, None, unit, period, name, sha256))
    for each in attachments(query, catalogue, None):
        if said(each.name):
            year = catalogue.year_of(each.period)
            made.append(Paper("attachment", year.year, each.no, year.identity_of(each.unit), each.period, each.name, each.sha256))
    for ruling in all_rulings(query, catalogue):
        if ruling.reason and said(ruling.reason):
            unit = catalogue.of_year(ruling.year).identity_of(ruling.unit)
            made.append(Paper("ruling", ruling.year, ruling.no, unit, ruling.period, ruling.reason))
    for number, title, sha256 in query.execute(_BULLETINS):
        if said(title):
            period = period_of(number)
            made.append(Paper("bulletin", catalogue.year_of(period).year, None, "", period, title, sha256))
    return tuple(made)


def _returned(query: Query, looked: PapersLooked | None) -> Iterable[tuple[Any, ...]]:
    """In the order in which they came."""
    if looked is None:
        yield from query.execute(f"{_RETURNED} ORDER BY r.id")
        return
    for some in chunks(looked.ids):
        yield from query.execute(f"{_RETURNED} AND r.id IN ({','.join(map(str, some))}) ORDER BY r.id")
    yield from query.execute(f"{_RETURNED} AND r.id > ? ORDER BY r.id", (looked.reached.returned,))
