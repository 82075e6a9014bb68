"""Writing what the clerk decides and issues: rulings, bulletins."""

from __future__ import annotations

import hashlib

from db.coding import month
from db.filing import put_blobs
from db.plans import Catalogue
from db.query import Query, Row, put_numbered
from db.rulings import packed_ruling
from qcapp.domain.operations import NewBulletin
from qcapp.domain.plan import EntryKey
from qcapp.domain.rulings import Ruling


def put_rulings(query: Query, rulings: tuple[Ruling, ...], catalogue: Catalogue, seq: int) -> None:
    """In their order: of one kind and place the last counts."""
    if rulings:
        put_numbered(query, "ruling", [_ruling(each, catalogue, seq) for each in rulings])


def _ruling(ruling: Ruling, catalogue: Catalogue, seq: int) -> Row:
    """UsageError for a unit that there is not, or that has no part in the measure."""
    listed = catalogue.of(ruling.period) if ruling.period else catalogue.of_year(ruling.year)
    if ruling.no is not None:
        unit = listed.plan.unit_named(ruling.unit) if ruling.period else ruling.unit
        listed.assignment_id(EntryKey(ruling.no, unit))
    return {
        "operation": seq, "unit": listed.unit_id(ruling.unit), "no": ruling.no,
        "period": month(ruling.period) if ruling.period else None, "kind": ruling.kind.value, "lifted": int(ruling.lifted),
        "document": packed_ruling(ruling),
    }


def put_bulletins(query: Query, bulletins: tuple[NewBulletin, ...], seq: int) -> None:
    """Figures as they are, and the file that went out whole."""
    for new in bulletins:
        sha256 = None if new.data is None else hashlib.sha256(new.data).hexdigest()
        if new.data is not None and sha256 is not None:
            put_blobs(query, [(sha256, new.data)])
        row: Row = {
            "operation": seq, "period": month(new.period), "issued": new.issued.isoformat(), "title": new.title,
            "figures": new.figures, "name": new.name, "sha256": sha256,
        }
        put_numbered(query, "bulletin", [row])
