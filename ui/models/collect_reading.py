"""What the 收表 page asks to be read, and what comes of it: values that pass between the window and the work beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.merge.plan import Decided, FilePlan, MergePlan
from ui.models.collect_contents import Contents


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading or comparing: the plan of all files, the files it started with, the ledger seen."""

    plan: MergePlan
    started_with: tuple[FilePlan, ...]
    read: tuple[FilePlan, ...]
    snapshots: dict[Period, Snapshot]
    said: str
    newest: str = ""
    """The operation up to which the ledger was seen."""
    carried: Mapping[int, Decided] = field(default_factory=dict)
    """The decisions that the plan has from the files it started with, by ``id`` of the file."""
    since: str = ""
    """Who did what between the comparison before and this one, where that was asked for."""
    contents: tuple[Contents, ...] = ()
    """Of all its files."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read: paths, the day they came in, a password to try first."""

    paths: tuple[Path, ...]
    received: date
    password: str = ""
