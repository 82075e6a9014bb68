"""A clerk at another computer, as a process: opens the shared ledger and merges returned forms, or edits, through the services.

Run as ``python -m tests.server.clerk WHAT URL DESK NAME [ROUNDS [SEED]]``;
says on its standard output, line by line, how far it is, and waits for a line on its input where it has to begin together with
another.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db.server import connecting, patience
from db.server.opening import open_shared
from db.server.store import SharedLedger
from db.writing import begin_operation
from qcapp.domain.errors import LedgerChanged, NothingToUndo, UsageError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Operation, OperationKind
from qcapp.domain.server_address import server_address
from qcapp.merge.plan import Decision, MergePlan
from qcapp.services import make_services
from qcapp.services.edit_cells import PASTE, Wish
from tests.factory import FixedClock
from tests.merge.world import JULY, World
from tests.services.office import Drawn, HandedOver, Office

OWN = {"甲": 1, "乙": 2}
"""The measure that only this clerk gets words for; both get words for the deadline of the first."""
_UNITS = {"甲": ("区政数局", JULY), "乙": ("区税务局", JULY)}
_BOTH_EDIT = [CellKey(1, "区政数局", JULY, field) for field in ("progress", "problems", "deadline")]


def main(what: str, url: str, desk: str, name: str, rounds: str = "1", seed: str = "0") -> None:
    connecting.CONNECT_SECONDS, patience.DOUBT_SECONDS = 60, 60.0  # a busy machine is no silent server
    store = open_shared(server_address(url), Path(desk), FixedClock())
    say("ready")
    if what == "merge":
        sys.stdin.readline()
        changed = sum(merged(office_of(store, name), f"{name}第{number}次") for number in range(int(rounds)))
        say(str(changed))
    elif what == "edit":
        sys.stdin.readline()
        say(json.dumps(edited(office_of(store, name), name, int(rounds), random.Random(f"{seed}{name}"))))
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


def edited(office: Office, name: str, rounds: int, chance: random.Random) -> dict[str, list[Any]]:
    """As in the form, in the table and by the command line: fields of one's own and fields that the other edits too; and own work
    taken back, whatever the other has made of it since. What was acknowledged: ids of edits, of undos with what they undid and
    what they left alone; and how often one was told that another was quicker."""
    edits: list[str] = []
    undos: list[Any] = []
    told: list[str] = []
    last: dict[CellKey, Operation] = {}
    for number in range(rounds):
        keys = [*chance.sample(_BOTH_EDIT, 2), CellKey(OWN[name] + 1, *_UNITS[name], "progress")]
        key, way = chance.choice(keys), chance.choice(("form", "form", "set", "paste", "undo"))
        try:
            if way != "undo":
                operation = _edited(office, way, key, keys, f"{name}第{number}次", last.get(key))
                if operation is not None:
                    last[key] = operation
                    edits.append(operation.id)
            elif last:
                result = office.services.history.undo(last.pop(chance.choice(list(last))).id)
                left = [(each.no, each.unit, each.field) for each in result.left]
                undos.append((result.undone.id, result.operation.id, left))
        except (LedgerChanged, NothingToUndo, UsageError) as error:
            told.append(type(error).__name__)
    return {"edits": edits, "undos": undos, "told": told}


def _edited(
    office: Office, way: str, key: CellKey, keys: Sequence[CellKey], text: str, last: Operation | None
) -> Operation | None:
    edit = office.services.edit
    seen = {each: edit.text(each) for each in keys}
    if way == "paste":
        return office.services.cells.set_cells([Wish(each, was, f"{text}{each.field}") for each, was in seen.items()], PASTE)
    if way == "set":
        return edit.set_field(key.no, key.unit, key.period, key.field, text)
    return edit.set_field(key.no, key.unit, key.period, key.field, f"{seen[key][:20]}续{text}", continues=last)


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
