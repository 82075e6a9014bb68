"""Whatever mix of the catalogue's mishaps a return has been through, the merged ledger is what an expert would have, or the
field waits for a stated reason; never a wrong cell.

MESSY_RETURNS=3000 in the environment tries that many mixtures.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from db.store import SqlLedger
from tests.forms.tables import plan
from tests.messy.check import check, tally
from tests.messy.making import make
from tests.messy.mixtures import BY_NAME, MUTATIONS, compatible
from tests.messy.world import World

EXAMPLES = int(os.environ.get("MESSY_RETURNS", "200"))
PARTS = max(1, EXAMPLES // 200)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # where syncing a ledger to disk takes no time
UNITS = sorted(plan().measures_of)


@pytest.fixture(autouse=True)
def _no_backups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup before each of a thousand merges is what takes longest, and is tested elsewhere."""
    monkeypatch.setattr(SqlLedger, "backup", lambda self, *args, **words: None)


def run(world: World, unit: str, suffix: str, seed: int, names: tuple[str, ...]) -> list[str]:
    made, applied = make(world, unit, suffix, seed, compatible(names))
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        check(world, made, Path(folder))
    tally(made, {mutation.name: mutation.entries for mutation in applied})
    return [mutation.name for mutation in applied]


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
@pytest.mark.parametrize("unit", ["区政数局", "区交通运输局", "区税务局"])
def test_a_plain_return_is_taken_whole(world: World, unit: str, suffix: str) -> None:
    run(world, unit, suffix, 1, ())


@pytest.mark.parametrize("name", BY_NAME)
def test_each_mutation_by_itself(world: World, name: str) -> None:
    for suffix in sorted(BY_NAME[name].kinds):
        tries = (run(world, unit, suffix, seed, (name,)) for seed, unit in enumerate(("区政数局", "区住建局", "区税务局") * 4))
        assert any(applied == [name] for applied in tries), "it never found anything to change"


@pytest.mark.parametrize("part", range(PARTS))
def test_any_mixture(world: World, part: int) -> None:
    """In parts of their own mixtures, for several processes to share."""

    @seed(part)
    @settings(max_examples=-(-EXAMPLES // PARTS), deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        unit=st.sampled_from(UNITS), suffix=st.sampled_from(["xlsx", "docx"]), number=st.integers(0, 10**6),
        names=st.lists(st.sampled_from(sorted(BY_NAME)), max_size=6, unique=True),
    )
    def mixed(unit: str, suffix: str, number: int, names: list[str]) -> None:
        run(world, unit, suffix, number, tuple(names))

    mixed()


def test_the_catalogue_is_covered() -> None:
    """Entries that are no return's: 37 is tested where days are."""
    missing = set(range(1, 37)) - {entry for mutation in MUTATIONS for entry in mutation.entries}
    assert missing == set()
