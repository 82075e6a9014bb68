"""Which backups may go, so that the folder does not fill the disk and no stretch of the past is without one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from qcapp.domain.backups import Backup, BackupReason

ALL: Final = timedelta(days=2)
"""So long every one stays; then one of each day, of each week, of each month."""
DAYS: Final = timedelta(days=14)
WEEKS: Final = timedelta(weeks=8)

# What such a one holds was replaced, and is nowhere else.
_ONLY_COPIES: Final = frozenset({BackupReason.RESTORE, BackupReason.HANDOVER})


def superfluous(backups: Sequence[Backup], now: datetime, formats: Mapping[Path, int]) -> tuple[Backup, ...]:
    """Those that may be deleted, oldest first. ``formats``: of each made before an upgrade, the format that it has.

    Of each day, week or month the newest stays, one that was verified before one that was not. Never among them are the newest
    verified one, what a restoration or a handover replaced, and the newest one from before the upgrade of each format. For two
    days after weeks without a backup none goes: the clock may be wrong, and what seems to be old may be of yesterday.
    """
    if _after_silence([each.at for each in backups], now):
        return ()
    ordered = sorted(backups, key=lambda each: (each.at, each.path.name))
    kept: dict[Hashable, Backup] = {}
    for each in ordered:
        for slot in _slots(each, now, formats):
            other = kept.get(slot)
            if other is None or each.sha256 is not None or other.sha256 is None:
                kept[slot] = each
    staying = {each.path for each in kept.values()}
    return tuple(each for each in ordered if each.path not in staying)


def _after_silence(moments: Sequence[datetime], now: datetime) -> bool:
    older = [at for at in moments if now - at > ALL]
    return bool(older) and now - max(older) > WEEKS


def _slots(each: Backup, now: datetime, formats: Mapping[Path, int]) -> Iterable[Hashable]:
    """The places that it competes for with others; in one that is its own it has no rival."""
    if each.sha256 is not None:
        yield "verified"
    if each.reason in _ONLY_COPIES or now - each.at <= ALL:
        yield each.path
    elif now - each.at <= DAYS:
        yield each.at.date()
    elif now - each.at <= WEEKS:
        # A week that begins in one month and ends in the next has one of each: else a month might be left with none.
        yield each.at.isocalendar()[:2], each.at.month
    else:
        yield each.at.year, each.at.month
    if each.reason is BackupReason.MIGRATION:
        yield "format", formats.get(each.path)
