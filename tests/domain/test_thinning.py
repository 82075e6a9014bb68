"""Thinning keeps what a clerk may want back: all of yesterday, a day of last week, a month of last year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.backups import Backup, BackupReason
from qcapp.domain.thinning import ALL, DAYS, WEEKS, superfluous

NOW = datetime(2021, 7, 22, 9, 30)


def made(ago: timedelta, reason: BackupReason | None = BackupReason.MERGE, sha256: str | None = "a") -> Backup:
    at = NOW - ago
    return Backup(Path(f"{at:%Y%m%d-%H%M%S}-{reason}"), at, 1, reason, sha256)


def left(backups: Sequence[Backup], now: datetime = NOW, formats: Mapping[Path, int] | None = None) -> list[Backup]:
    gone = superfluous(backups, now, formats or {})
    assert len(set(gone)) == len(gone)
    return [each for each in backups if each not in gone]


def hours(*ago: float) -> list[Backup]:
    return [made(timedelta(hours=each)) for each in ago]


def test_all_of_two_days_stay() -> None:
    backups = hours(0, 0.5, 1, 20, 30, 47.9)
    assert left(backups) == backups


def test_of_an_earlier_day_the_last_one_stays() -> None:
    evening, noon, morning = hours(87, 90, 95)  # the 18th at 18:30, 15:30, 10:30
    assert left([evening, noon, morning]) == [evening]


def test_of_an_earlier_week_and_month_the_last_one_stays() -> None:
    week = [made(timedelta(days=each)) for each in (25, 26, 27)]  # Sunday to Friday
    month = [made(timedelta(days=each)) for each in (85, 95, 105)]  # in April
    assert left([*week, *month]) == [week[0], month[0]]


def test_one_that_was_verified_stays_rather_than_one_that_was_not() -> None:
    doubtful, verified = made(timedelta(hours=87), sha256=None), made(timedelta(hours=90))
    assert left([doubtful, verified]) == [verified]


def test_the_newest_verified_one_stays_however_old_it_is() -> None:
    verified = made(timedelta(days=3000))
    doubtful = [made(timedelta(days=each), sha256=None) for each in (2999, 2998)]
    assert verified in left([verified, *doubtful])


def test_what_was_replaced_is_never_thinned() -> None:
    replaced = [made(timedelta(days=400, hours=each), BackupReason.RESTORE) for each in range(4)]
    handed = [made(timedelta(days=500, hours=each), BackupReason.HANDOVER) for each in range(2)]
    assert left([*replaced, *handed]) == [*replaced, *handed]


def test_the_newest_before_each_upgrade_stays() -> None:
    before = [made(timedelta(days=400, hours=each), BackupReason.MIGRATION) for each in range(4)]
    later = made(timedelta(days=400) - timedelta(hours=1))
    formats = {before[0].path: 3, before[1].path: 3, before[2].path: 4, before[3].path: 4}
    worked_on = made(timedelta(days=10))
    assert left([worked_on, later, *before], formats=formats) == [worked_on, later, before[0], before[2]]


def test_a_clock_that_jumped_ahead_takes_nothing_of_this_week() -> None:
    """Nor does a summer without work: the person sees the date before anything goes."""
    week = hours(0, 1, 2, 26, 27, 72)
    ahead = NOW + timedelta(days=3650)
    assert left(week, ahead) == week
    wrong = [*week, *(made(NOW - ahead - timedelta(hours=each)) for each in (0, 3, 40))]
    assert left(wrong, ahead + timedelta(hours=41)) == wrong
    assert len(left(wrong, ahead + timedelta(days=5))) < len(wrong)


def test_of_a_clock_that_was_wrong_nothing_is_lost() -> None:
    ahead = [made(-timedelta(days=300, hours=each)) for each in range(3)]
    assert left([*ahead, *hours(1)]) == [*ahead, *hours(1)]


backups_of_any_age = st.lists(
    st.builds(
        made,
        st.integers(-10_000, 5_000_000).map(lambda each: timedelta(minutes=each)),
        st.sampled_from([None, *BackupReason]),
        st.sampled_from([None, "a"]),
    ),
    unique_by=lambda each: each.path, max_size=60,
)
formats_of = st.integers(1, 5)


@given(backups_of_any_age, st.data())
def test_every_stretch_of_the_past_keeps_one(backups: list[Backup], data: st.DataObject) -> None:
    formats = {each.path: data.draw(formats_of) for each in backups if each.reason is BackupReason.MIGRATION}
    stay = left(backups, formats=formats)
    for each in backups:
        age = NOW - each.at
        assert each in stay or age > ALL
        if age <= DAYS:
            assert any(other.at.date() == each.at.date() for other in stay)
        elif age <= WEEKS:
            assert any(other.at.isocalendar()[:2] == each.at.isocalendar()[:2] for other in stay)
        assert any((other.at.year, other.at.month) == (each.at.year, each.at.month) for other in stay)
        assert each in stay or each.reason not in (BackupReason.RESTORE, BackupReason.HANDOVER)
    assert {formats[each.path] for each in stay if each.path in formats} == set(formats.values())
    verified = [each for each in backups if each.sha256]
    if verified:
        newest = max(each.at for each in verified)
        assert any(each.sha256 and each.at == newest for each in stay)
    if backups:
        assert max(each.at for each in stay) == max(each.at for each in backups) or not all(each.sha256 for each in backups)


@given(backups_of_any_age)
def test_thinning_twice_is_thinning_once(backups: list[Backup]) -> None:
    stay = left(backups)
    assert left(stay) == stay


@given(st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_thinned_at_every_backup_no_month_is_ever_left_without_one(steps: list[int]) -> None:
    """As it goes in an office: a backup every so many hours, thinned each time, for as long as it takes."""
    now, kept = NOW, [made(timedelta())]
    months = {(NOW.year, NOW.month)}
    for step in steps:
        now += timedelta(hours=step * 20)
        kept = left([*kept, made(NOW - now)], now)
        months.add((now.year, now.month))
        assert {(each.at.year, each.at.month) for each in kept} == months


def test_years_of_daily_work_take_a_bounded_number() -> None:
    """Ten merges a working day for two years."""
    now, kept = NOW, [made(timedelta())]
    for day in range(730):
        now = NOW + timedelta(days=day)
        kept = left([*kept, *(made(NOW - now - timedelta(minutes=each)) for each in range(1, 11))], now + timedelta(hours=1))
    assert len(kept) < 10 * 3 + 13 + 11 + 24
