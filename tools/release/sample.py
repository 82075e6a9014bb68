"""示例/示例台账.sqlite3: the sample year, made ready beside the program, so that opening it is a copy."""

from __future__ import annotations

import random
import secrets
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

from tools.release.errors import PackagingError

PLACE = Path("示例") / "示例台账.sqlite3"
_SEED = 2021


def make(folder: Path) -> None:
    """Write it, looked through."""
    from db.opening import open_ledger
    from db.sample_file import write_sample
    from qcapp.domain.errors import ExpectedError
    from qcapp.places import RESOURCES
    from qcapp.services.progress import SILENT
    from qcapp.services.sample import SampleClock
    from qcapp.services.setup import built_in_plan

    target = folder / PLACE
    with tempfile.TemporaryDirectory() as made, _same_lot():
        path = Path(made) / target.name
        try:
            write_sample(path, built_in_plan(RESOURCES), ("xlsx", "docx"), SILENT)
            open_ledger(path, SampleClock()).close()
        except ExpectedError as error:
            raise PackagingError(f"示例台账没有做成：{error}") from error
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)


@contextmanager
def _same_lot() -> Iterator[None]:
    """Numbers of forms, and the ledger's own, are drawn by lot; here by the same lot for every build."""
    lot = random.Random(_SEED)
    number = partial(uuid.UUID, int=lot.getrandbits(128), version=4)
    with patch.object(secrets, "choice", lot.choice), patch("db.creating.uuid.uuid4", number):
        yield
