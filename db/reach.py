"""How far a ledger's history goes, and whether another ledger's goes as far: by digests, each of which vouches for all before it.

An id says little: two copies of one ledger that went on apart give the same ids.
"""

from __future__ import annotations

from db.query import Query
from qcapp.domain.operations import OperationKind
from qcapp.domain.returned_ledger import Reach


def reach_of(query: Query) -> Reach:
    """By the last operation; every ledger has one."""
    rows = query.execute("SELECT digest, id, at, who FROM operation ORDER BY seq DESC LIMIT 2").fetchall()
    digest, *whose = rows[0]
    return Reach(digest, rows[1][0] if len(rows) > 1 else "", *whose)


def is_covered(query: Query, reach: Reach) -> bool:
    """An edit that was gone on with since has another digest, and the same before it."""
    if query.execute("SELECT 1 FROM operation WHERE digest = ?", (reach.digest,)).fetchone():
        return True
    found = query.execute(
        "SELECT seq FROM operation WHERE id = ? AND at = ? AND who = ? AND kind = ?",
        (reach.id, reach.at, reach.who, OperationKind.EDIT.value),
    ).fetchone()
    if found is None:
        return False
    before = query.execute("SELECT digest FROM operation WHERE seq < ? ORDER BY seq DESC LIMIT 1", found).fetchone()
    return before is not None and before[0] == reach.before
