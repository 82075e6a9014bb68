"""What memory the window takes to read and merge an office's returned files."""

from __future__ import annotations

from tests.bench.bench import FEW, LARGE, Bench
from tests.bench.office import copied
from tests.bench.results import Outcome, Result
from tests.bench.timing import Times


def measure(bench: Bench) -> list[Outcome]:
    """One run: what is held differs little from run to run."""
    returns = bench.returns(FEW if bench.quick else LARGE, "xlsx")
    ledger = copied(returns.sent, bench.folder / "held" / "ledger.sqlite3")
    own = str(bench.folder / "held-data")
    bench.environment.update(XDG_DATA_HOME=own, XDG_CONFIG_HOME=own, LOCALAPPDATA=own)
    megabytes = float(bench.process(["-m", "tests.bench.window_peak", ledger, returns.folder])[1])
    note = f"{len(returns.files)} files, {returns.fields:,} fields"
    return [Result("memory-collect", Times((megabytes,)), note=note)]
