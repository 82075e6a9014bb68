"""The sample ledger as a file: the one that comes with the program copied, or another made, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from db.opening import create_ledger, open_ledger
from qcapp.domain.errors import LedgerError
from qcapp.domain.plan import Plan
from qcapp.forms.safe_write import patient_replace
from qcapp.ports import Progress
from qcapp.services.sample import WHO, SampleClock, sample_plan, write_year


def lay_sample(path: Path, ready: Path, plan: Plan, suffixes: Iterable[str], progress: Progress) -> None:
    """Put the sample where it is to lie, unless another window was quicker. ``ready``: where a built program has one; a copy
    of it is looked through first. LedgerError where it can't be put."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = Path(folder) / path.name
        if not _copied(ready, made):
            write_sample(made, plan, suffixes, progress)
        if not path.exists():
            _put(made, path)


def write_sample(path: Path, plan: Plan, suffixes: Iterable[str], progress: Progress) -> None:
    """As a new ledger there, of that list, marked; what is made on the way is beside it."""
    clock = SampleClock.at_first()
    store = create_ledger(path, sample_plan(plan), clock, WHO)
    try:
        write_year(store, clock, path.parent, suffixes, progress)
    finally:
        store.close()


def _copied(ready: Path, target: Path) -> bool:
    """False where there is none, or none that opens here: damaged, or of a newer program."""
    try:
        shutil.copyfile(ready, target)
        open_ledger(target, SampleClock()).close()
    except (OSError, LedgerError):
        target.unlink(missing_ok=True)
        return False
    return True


def _put(made: Path, path: Path) -> None:
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, part)
        patient_replace(part, path)
    except OSError as error:
        raise LedgerError(f"没能把示例台账放到“{path.parent}”，请检查文件夹权限和磁盘空间后再试。") from error
