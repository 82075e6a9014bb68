"""A process that has a ledger open until it is killed: ``python -m tests.db.holder LEDGER WHO``. Not a test by itself."""

from __future__ import annotations

import sys
from pathlib import Path

from db.opening import open_ledger
from qcapp.intake.reader import SafeReader
from tests.factory import FixedClock


def main(path: Path, who: str) -> None:
    ledger = open_ledger(path, FixedClock(), holds=who)
    ledger.warm_up()
    reader = SafeReader()
    reader.start()  # a child, which must not keep what its parent held
    print(ledger.read_only or "held", flush=True)
    sys.stdin.readline()
    ledger.close()
    reader.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
