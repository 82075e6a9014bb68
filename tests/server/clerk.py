"""A clerk at another computer, as a process: opens the shared ledger and merges returned forms through the services.

Run as ``python -m tests.server.clerk WHAT URL DESK NAME [ROUNDS]``; says on its standard output, line by line, how far it is,
and waits for a line on its input where it has to begin together with another.
"""

from __future__ import annotations

import sys
from pathlib import Path

from db.server import session
from db.server.opening import open_shared
from db.server.store import SharedLedger
from db.writing import begin_operation
from qcapp.domain.errors import LedgerChanged
from qcapp.domain.operations import OperationKind
from qcapp.domain.server_address import server_address
from qcapp.merge.plan import Decision, MergePlan
from qcapp.services import make_services
from tests.factory import FixedClock
from tests.merge.world import World
from tests.services.office import Drawn, HandedOver, Office

OWN = {"甲": 1, "乙": 2}
"""The measure that only this clerk gets words for; both get words for the deadline of the first."""


def main(what: str, url: str, desk: str, name: str, rounds: str = "1") -> None:
    session.CONNECT_SECONDS = 60  # a busy machine is no silent server
    store = open_shared(server_address(url), Path(desk), FixedClock())
    say("ready")
    if what == "merge":
        sys.stdin.readline()
        changed = sum(merged(office_of(store, name), f"{name}第{number}次") for number in range(int(rounds)))
        say(str(changed))
    elif what == "hang":
        hang(store)
    store.close()


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def office_of(store: SharedLedger, name: str) -> Office:
    reader, drawn, clock = HandedOver(), Drawn(), FixedClock()
    writers = {"xlsx": drawn, "docx": drawn, "pdf": drawn}
    return Office(store, clock, reader, drawn, make_services(store, reader, clock, name, writers), World())


def merged(office: Office, said: str) -> int:
    """Two files at once, decided for what they say; answers how often the ledger had moved since the preview."""
    who = said[0]
    office.comes_back(
        {1: {"deadline": f"{said}，年底前"}}, {OWN[who]: {"progress": said, "problems": f"{said}的问题"}},
        names=(f"{said}一.xlsx", f"{said}二.xlsx"),
    )
    plan, changed = decided(office.preview()), 0
    while True:
        try:
            assert office.services.collect.apply(plan) is not None
        except LedgerChanged:
            changed += 1
            plan = decided(office.services.collect.refresh(plan))
        else:
            return changed


def decided(plan: MergePlan) -> MergePlan:
    for file in plan.files:
        for each in file.open:
            each.decision = Decision.THEIRS
    return plan


def hang(store: SharedLedger) -> None:
    """In the middle of a write, with rows in several tables, until somebody ends it."""
    with store._writing() as query:
        seq = begin_operation(query, OperationKind.MERGE, "甲", "写了一半", FixedClock().now())
        query.execute("INSERT INTO setting (key, value) VALUES ('half', 'done')")
        say(f"in the middle of {seq}")
        sys.stdin.readline()
        raise SystemExit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
