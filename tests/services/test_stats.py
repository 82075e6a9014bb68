"""Statistics on a real ledger: forms sent, returned, merged, undone, exempted, issued."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.ledger import Snapshot
from qcapp.domain.operations import NewBulletin, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.domain.trail import Trail
from qcapp.merge.plan import Decision
from qcapp.ports import MonthsInTurn
from qcapp.services import counted
from qcapp.stats.figures import EntryFact, Figures
from qcapp.stats.frozen import dump
from tests.merge.world import JULY
from tests.services.office import WHO, Office
from tests.stats.months import FINE, UNIT, july

JUNE, AUGUST = JULY.shifted(-1), JULY.shifted(1)


def merge(office: Office, day: date, *forms: dict[int, dict[str, str]], unit: str = UNIT, period: Period = JULY) -> str:
    """The unit's form comes back on that day and is merged now; the SHA-256 of the (last) file."""
    files = office.comes_back(*forms, unit=unit, names=tuple(f"{unit}{day}{place}.xlsx" for place in range(len(forms))))
    office.services.collect.apply(office.services.collect.preview([], period=period, received=day))
    return files[-1].sha256


def later(office: Office, month: int, day: int, hour: int = 9) -> None:
    office.clock.time = datetime(2021, month, day, hour)


def fact(figures: Figures, no: int, unit: str = UNIT) -> EntryFact:
    return next(each for each in figures.facts if (each.no, each.unit) == (no, unit))


def numbers(figures: Figures) -> tuple[int, ...]:
    total = figures.total
    return total.due, total.reported, total.on_time, total.qualified, total.qualified_now


def rule(office: Office, **more: object) -> None:
    made = Ruling(**({"kind": RulingKind.EXEMPT, "year": 2021, "unit": UNIT, "no": None, "period": JULY} | more))  # type: ignore[arg-type]
    office.store.commit(OperationDraft(OperationKind.RULING, "认定", WHO, rulings=(made,)))


def issue(office: Office, figures: Figures, title: str = "关于7月份报送情况的通报") -> str:
    new = NewBulletin(figures.period, office.clock.today(), title, dump(figures))
    return office.store.commit(OperationDraft(OperationKind.BULLETIN, "印发通报", WHO, bulletins=(new,))).id


def test_an_empty_ledger_has_a_month_of_nothing_and_no_year(office: Office) -> None:
    figures = office.services.stats.month(JULY)
    assert numbers(figures) == (5, 0, 0, 0, 0)
    assert [(unit.unit, unit.standing.rank, unit.before) for unit in figures.units] == [
        ("区政数局", 1, None), ("区税务局", 1, None), ("高新区税务局", 1, None),
    ]
    assert figures.label == "2021年7月"
    assert office.services.stats.trend(JULY) == ()
    with pytest.raises(UsageError, match=r"2021年1月至2021年12月的台账里还没有内容.*。"):
        office.services.stats.year(2021)


def test_a_month_sent_returned_and_merged(office: Office) -> None:
    office.dispatch()
    later(office, 7, 30)
    merge(office, july(25), {1: FINE, 2: FINE | {"progress": "无"}})
    merge(office, july(26), {3: FINE | {"progress": "同上"}, 4: FINE}, unit="区税务局")
    figures = office.services.stats.month(JULY)
    assert numbers(figures) == (5, 3, 1, 2, 2)
    assert [(unit.unit, unit.standing.score, unit.standing.rank) for unit in figures.units] == [
        ("区政数局", Decimal("65.0"), 1), ("区税务局", Decimal("55.0"), 2), ("高新区税务局", Decimal("0.0"), 3),
    ]
    assert [(task.heading, task.tally.due, task.tally.reported) for task in figures.tasks] == [
        ("一.优化政务服务", 2, 1), ("二、纳税服务：", 3, 2),
    ]
    assert (figures.total.measures, figures.total.measures_reported) == (4, 2)


def test_any_past_day_can_be_counted_again(office: Office) -> None:
    office.dispatch()
    later(office, 8, 10)
    merge(office, july(23), {1: FINE})
    merge(office, july(27), {1: FINE | {"progress": "同上"}, 2: FINE | {"progress": "压减 3 个环节。"}})
    stats = office.services.stats
    assert [numbers(stats.month(JULY, july(day))) for day in (22, 23, 26, 27, 31)] == [
        (5, 0, 0, 0, 0), (5, 1, 1, 1, 1), (5, 1, 1, 1, 1), (5, 2, 1, 2, 1), (5, 2, 1, 2, 1),
    ]
    assert stats.month(JULY, july(23)).on == july(23)
    assert stats.month(JULY).on == date(2021, 8, 10)
    with pytest.raises(UsageError, match=r"2021-08-11 在今天（2021-08-10）之后.*。"):
        stats.month(JULY, date(2021, 8, 11))


def test_what_is_undone_was_never_received(office: Office) -> None:
    office.dispatch()
    merge(office, july(20), {1: FINE})
    assert numbers(office.services.stats.month(JULY))[:3] == (5, 1, 1)
    office.services.history.undo()
    assert numbers(office.services.stats.month(JULY)) == (5, 0, 0, 0, 0)
    assert numbers(office.services.stats.month(JULY, july(21))) == (5, 0, 0, 0, 0)


def test_the_clerks_conflict_does_not_make_a_unit_late_nor_unreported(office: Office) -> None:
    office.dispatch()
    later(office, 7, 28)
    office.services.edit.set_field(1, UNIT, JULY, "progress", "同上")
    merge(office, july(24), {1: FINE})
    held = office.store.held(JULY)
    assert len(held) == 1
    waiting = fact(office.services.stats.month(JULY), 1)
    assert (waiting.received, waiting.on_time, waiting.qualified, waiting.qualified_now) == (july(24), True, True, True)
    office.services.edit.resolve(held[0], Decision.OURS)
    decided = fact(office.services.stats.month(JULY), 1)
    assert (decided.received, decided.qualified, decided.qualified_now) == (july(24), True, False)


def test_what_was_typed_in_time_is_not_late_because_it_was_mended_later(office: Office) -> None:
    later(office, 7, 24)
    office.services.edit.set_field(1, UNIT, JULY, "progress", "已公布 300 项。")
    later(office, 7, 29)
    office.services.edit.set_field(1, UNIT, JULY, "progress", "已公布 312 项。")
    assert fact(office.services.stats.month(JULY), 1).received == july(24)
    office.services.edit.set_field(1, UNIT, JULY, "progress", "")
    office.services.edit.set_field(1, UNIT, JULY, "progress", "又报了。")
    assert fact(office.services.stats.month(JULY), 1).received == july(29)
    office.services.history.undo()
    office.services.history.undo()
    assert fact(office.services.stats.month(JULY), 1).received == july(24)


def test_what_was_told_by_phone_in_time_is_not_late_because_the_form_came_later(office: Office) -> None:
    later(office, 7, 24)
    office.services.edit.set_field(1, UNIT, JULY, "progress", "已公布 300 项。")
    office.dispatch()
    later(office, 7, 29)
    merge(office, july(29), {1: FINE})
    found = fact(office.services.stats.month(JULY), 1)
    assert (found.received, found.qualified, office.text(1, "progress")) == (july(24), True, FINE["progress"])


def test_contacts_carry_over_and_a_correction_leaves_the_first_submission(office: Office) -> None:
    people = {key: text for key, text in FINE.items() if "." in key}
    words = {key: text for key, text in FINE.items() if "." not in key}
    for key, text in people.items():
        office.services.edit.set_field(1, UNIT, JUNE, key, text)
    office.dispatch()
    sha256 = merge(office, july(20), {1: words, 2: words})
    figures = office.services.stats.month(JULY)
    assert (fact(figures, 1).qualified, fact(figures, 2).qualified) == (True, False)
    office.services.correct.write(JULY, office.folder / "退回", rows={UNIT: {2: ""}})
    slip = next(form for form in office.store.forms_to(UNIT, JULY) if form.corrects == sha256)
    later(office, 7, 24)
    office.reader.files = []
    form = office.world.form({2: people}, slip.form_id)
    from tests.merge.world import returned_file

    office.reader.files = [returned_file(form, "更正.xlsx")]
    office.services.collect.apply(office.services.collect.preview([]))
    mended = fact(office.services.stats.month(JULY), 2)
    assert (mended.received, mended.qualified, mended.qualified_now) == (july(20), False, True)


def test_exempted_and_extended_are_listed_and_not_counted(office: Office) -> None:
    rule(office, unit="高新区税务局", reason="机构撤并")
    rule(office, kind=RulingKind.EXTEND, no=1, reason="抗汛", until=date(2021, 8, 5))
    later(office, 8, 1)
    figures = office.services.stats.month(JULY)
    assert numbers(figures) == (3, 0, 0, 0, 0)
    assert {(each.no, each.unit): each.apart for each in figures.facts if each.apart} == {
        (1, UNIT): "准予延期到 8月5日：抗汛。", (3, "高新区税务局"): "免报：机构撤并。",
    }
    assert [(unit.unit, unit.standing.rank) for unit in figures.ranked] == [
        ("区政数局", 1), ("区税务局", 1), ("高新区税务局", None),
    ]
    later(office, 8, 6)
    assert numbers(office.services.stats.month(JULY))[0] == 4


def test_a_span_adds_up_the_months_in_which_anything_was(office: Office) -> None:
    stats = office.services.stats
    office.dispatch()
    later(office, 9, 10)
    merge(office, july(20), {1: FINE})
    office.services.edit.set_field(1, UNIT, Period(2021, 5), "progress", "筹备中，已开会 2 次。")
    office.services.edit.set_field(1, UNIT, AUGUST, "progress", "本月已办 40 件。")
    span = stats.span(Period(2021, 4), Period(2021, 12))
    assert span.months == (Period(2021, 5), JULY, AUGUST)
    assert span.label == "2021年5月至8月"
    assert numbers(span) == tuple(
        map(sum, zip(*(numbers(stats.month(month)) for month in span.months), strict=True))
    )
    assert [unit.before for unit in span.units] == [None] * 3
    assert stats.year(2021) == stats.span(Period(2021, 1), Period(2021, 12))
    assert stats.span(JULY, JULY) == stats.month(JULY)
    assert [each.period for each in stats.trend(AUGUST)] == [Period(2021, 5), JULY, AUGUST]
    assert [each.period for each in stats.trend(AUGUST, 2)] == [JULY, AUGUST]
    assert [each.total for each in stats.trend(AUGUST)] == [stats.month(each.period).total for each in stats.trend(AUGUST)]
    assert [each.figures for each in stats.trend(AUGUST)] == [None, stats.month(JULY), stats.month(AUGUST)]
    with pytest.raises(UsageError, match="颠倒"):
        stats.span(AUGUST, JULY)
    with pytest.raises(UsageError, match="还没有内容"):
        stats.span(Period(2021, 9), Period(2021, 12))


def test_a_month_counts_among_others_only_when_its_due_day_is_over(office: Office) -> None:
    stats = office.services.stats
    later(office, 7, 20)
    for no, unit in ((1, UNIT), (2, UNIT), (3, "区税务局"), (4, "区税务局"), (3, "高新区税务局")):
        office.services.edit.set_field(no, unit, JULY, "progress", "已办 3 件。")
    assert stats.month(JULY).total.reported == 5
    assert stats.trend(JULY) == ()
    with pytest.raises(UsageError, match="还没有过截止日"):
        stats.year(2021)
    later(office, 8, 1)
    office.services.dispatch.dispatch(AUGUST, office.folder / "八月")
    assert (stats.year(2021).months, stats.year(2021).total.due) == ((JULY,), 5)
    later(office, 8, 25)
    assert stats.year(2021).months == (JULY,)
    later(office, 8, 26)
    assert stats.year(2021).months == (JULY, AUGUST)
    assert stats.year(2021, date(2021, 8, 25)).months == (JULY,)


def test_a_month_whose_cells_were_all_emptied_has_no_content(office: Office) -> None:
    later(office, 9, 1)
    office.services.edit.set_field(1, UNIT, JULY, "progress", "已办 3 件。")
    office.services.edit.set_field(1, UNIT, AUGUST, "progress", "填错了月份。")
    assert office.services.stats.year(2021).months == (JULY, AUGUST)
    office.services.edit.set_field(1, UNIT, AUGUST, "progress", "")
    assert office.store.periods() == (JULY,)
    later(office, 9, 2)
    assert office.services.stats.year(2021, date(2021, 9, 1)).months == office.services.stats.year(2021).months == (JULY,)


def test_the_month_before_is_compared_with_as_it_was_issued(office: Office) -> None:
    stats = office.services.stats
    later(office, 7, 20)
    office.services.edit.set_field(1, UNIT, JULY, "progress", "已办 3 件。")
    later(office, 7, 26)
    issue(office, stats.month(JULY))
    later(office, 8, 2)
    for no in (3, 4):
        office.services.edit.set_field(no, "区税务局", JULY, "progress", "迟报的内容 3 件。")
    office.store.commit(OperationDraft(OperationKind.SETTINGS, "设置", WHO, settings={"score.timeliness": "0"}))
    later(office, 8, 26)
    issued, now = stats.issued(JULY), stats.month(JULY)
    assert issued is not None
    then = {unit.unit: unit.standing for unit in issued.figures.units}
    assert then != {unit.unit: unit.standing for unit in now.units}
    assert {unit.unit: unit.before for unit in stats.month(AUGUST).units} == then
    assert [each.figures for each in stats.trend(JULY)] == [now]
    assert [each.figures for each in stats.trend(JULY, issued=True)] == [issued.figures]
    assert [each.figures for each in stats.trend(JULY, on=july(30), issued=True)] == [issued.figures]
    made = stats.assess(JULY, AUGUST, office.folder / "考核.xlsx")
    assert (made.months, tuple(made.issued)) == ((issued.figures,), (JULY,))
    assert [each for _, each in made.corrections] == list(stats.corrections(JULY))
    office.services.edit.set_field(1, UNIT, AUGUST, "progress", "已办 5 件。")
    draft = office.services.bulletin.draft(AUGUST)
    assert {unit.unit: unit.before for unit in draft.figures.units} == then


@pytest.mark.parametrize("nth", [1, 2])
def test_figures_and_papers_are_of_one_moment_though_somebody_types_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    """``nth``: the read before which it happens."""
    office.dispatch()
    later(office, 7, 26)
    snapshot, reads = office.store.snapshot, iter(range(1, 1000))

    def torn(period: Period, on: date | None = None) -> Snapshot:
        if next(reads) == nth:
            office.services.edit.set_field(1, UNIT, JULY, "progress", "已受理 312 件，占比 93%。")
        return snapshot(period, on)

    monkeypatch.setattr(office.store, "snapshot", torn)
    draft = office.services.bulletin.draft(JULY)
    assert next(reads) > nth
    assert "312 件" in str(draft.paper)
    assert (draft.figures.total.reported, draft.figures) == (1, office.services.stats.month(JULY))


def test_a_ledger_that_never_rests_is_told_in_a_sentence(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = office.store.snapshot
    typed: list[str] = []

    def busy(period: Period, on: date | None = None) -> Snapshot:
        typed.append(f"已办 {len(typed)} 件。")
        with monkeypatch.context() as calm:
            calm.setattr(office.store, "snapshot", snapshot)
            office.services.edit.set_field(1, UNIT, JULY, "progress", typed[-1])
        return snapshot(period, on)

    monkeypatch.setattr(office.store, "snapshot", busy)
    with pytest.raises(LedgerError, match=r"台账正在被别的窗口或程序改动.*请稍后再试。"):
        office.services.stats.month(JULY)


def test_months_that_began_later_do_not_count_for_a_past_day(office: Office) -> None:
    stats = office.services.stats
    office.dispatch()
    merge(office, july(20), {1: FINE})
    later(office, 9, 1)
    office.services.edit.set_field(1, UNIT, AUGUST, "progress", "本月已办 40 件。")
    assert stats.year(2021).months == (JULY, AUGUST)
    assert stats.year(2021, july(31)).months == (JULY,)
    assert [each.period for each in stats.trend(AUGUST, on=july(31))] == [JULY]
    with pytest.raises(UsageError, match=r"截至 2021-06-30，2021年1月至2021年12月.*没有内容"):
        stats.year(2021, date(2021, 6, 30))


def test_place_and_score_are_compared_with_the_month_before(office: Office) -> None:
    office.services.edit.set_field(3, "区税务局", JUNE, "progress", "已推广 20 户。")
    office.services.edit.set_field(1, UNIT, JULY, "progress", "已公布 300 项。")
    office.services.edit.set_field(2, UNIT, JULY, "progress", "压减 3 个环节。")
    figures = office.services.stats.month(JULY)
    # Typed on 22 July: June's is late; no contacts, so nothing is 合格.
    assert [(unit.unit, unit.standing.score, unit.standing.rank, unit.rank_change) for unit in figures.units] == [
        ("区政数局", Decimal("70.0"), 1, 1), ("区税务局", Decimal("0.0"), 2, -1), ("高新区税务局", Decimal("0.0"), 2, 0),
    ]
    assert [unit.score_change for unit in figures.units] == [Decimal("70.0"), Decimal("-20.0"), Decimal("0.0")]
    assert {unit.before for unit in office.services.stats.month(JUNE).units} == {None}


def test_settings_weigh_and_judge(office: Office) -> None:
    office.dispatch()
    merge(office, july(20), {1: FINE | {"progress": "同上"}, 2: FINE})
    changed = {"score.qualification": "0", "rules.off": "progress.elsewhere"}
    assert office.services.stats.month(JULY).units[0].standing.score == Decimal("85.0")
    assert any(each.key == "progress.elsewhere" for each in office.services.stats.rules())
    office.store.commit(OperationDraft(OperationKind.SETTINGS, "设置", WHO, settings=changed))
    figures = office.services.stats.month(JULY)
    assert (figures.units[0].standing.score, figures.units[0].tally.qualified) == (Decimal("100.0"), 2)
    assert figures.settings == changed
    assert not any(each.key == "progress.elsewhere" for each in office.services.stats.rules())


def test_what_was_issued_stays_and_what_moves_after_is_a_correction(office: Office) -> None:
    stats = office.services.stats
    office.dispatch()
    merge(office, july(20), {1: FINE})
    assert (stats.issued(JULY), stats.corrections(JULY)) == (None, ())
    later(office, 7, 27)
    issue(office, stats.month(JULY))
    assert stats.corrections(JULY) == ()
    later(office, 7, 29)
    merge(office, july(29), {2: FINE | {"progress": "压减 3 个环节。"}})
    issued = stats.issued(JULY)
    assert issued is not None
    assert (issued.bulletin.title, numbers(issued.figures)) == ("关于7月份报送情况的通报", (5, 1, 1, 1, 1))
    assert numbers(stats.month(JULY)) == (5, 2, 1, 2, 2)
    assert stats.month(JULY, july(27)) == issued.figures
    assert "区政数局：实报 1 → 2（第 2 条）" in [each.words for each in stats.corrections(JULY)]
    issue(office, stats.month(JULY), "更正通报")
    newest = stats.issued(JULY)
    assert newest is not None
    assert (newest.bulletin.title, stats.corrections(JULY)) == ("更正通报", ())
    office.services.history.undo()
    withdrawn = stats.issued(JULY)
    assert withdrawn == issued
    assert stats.issued(AUGUST) is None


def test_a_frozen_document_that_cannot_be_read_is_told(office: Office) -> None:
    new = NewBulletin(JULY, july(27), "通报", "{}")
    office.store.commit(OperationDraft(OperationKind.BULLETIN, "印发通报", WHO, bulletins=(new,)))
    with pytest.raises(LedgerError, match="已损坏"):
        office.services.stats.issued(JULY)
    assert numbers(office.services.stats.month(JULY))[0] == 5


def test_of_a_long_ledger_only_the_months_asked_for_are_read_and_each_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in range(1, 13):
        office.services.edit.set_field(1, UNIT, Period(2020, month), "progress", f"{month}月已办 {month} 件。")
        office.services.edit.set_field(1, UNIT, Period(2021, month), "progress", f"{month}月又办 {month} 件。")
    read: list[Period] = []
    trails: list[Period] = []
    snapshot, trail = office.store.snapshot, office.store.trail

    def followed(period: Period) -> Trail:
        trails.append(period)
        return trail(period)

    monkeypatch.setattr(office.store, "trail", followed)
    monkeypatch.setattr(office.store, "history", lambda *_: pytest.fail("one query a month is enough"))

    def counted(period: Period, on: date | None = None) -> Snapshot:
        read.append(period)
        return snapshot(period, on)

    monkeypatch.setattr(office.store, "snapshot", counted)
    later(office, 9, 1)
    office.services.stats.month(JULY)
    assert sorted(read) == [JUNE, JULY]
    assert sorted(trails) == [JUNE, JULY]
    in_turn = office.store.in_turn

    def followed_in_turn() -> MonthsInTurn:
        months = in_turn()
        one = months.snapshot

        def noted(period: Period) -> Snapshot:
            read.append(period)
            return one(period)

        monkeypatch.setattr(months, "snapshot", noted)
        return months

    monkeypatch.setattr(office.store, "in_turn", followed_in_turn)
    for ask, months in ((lambda: office.services.stats.span(JUNE, AUGUST), 4), (lambda: office.services.stats.trend(JULY, 3), 4)):
        read.clear()
        ask()
        assert len(read) == len(set(read)) == months


def test_a_trend_as_of_a_past_day_reads_no_month_of_a_large_ledger_again_for_the_one_after_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(office, 12, 31)
    for month in range(1, 13):
        office.services.edit.set_field(1, UNIT, Period(2021, month), "progress", f"{month}月已办 {month} 件。")
    office.clock.time = datetime(2022, 1, 5, 9)
    monkeypatch.setattr(counted, "_MOST_KEPT", 10)  # of five entries each: two months
    read: list[int] = []
    snapshot = office.store.snapshot

    def followed(period: Period, on: date | None = None) -> Snapshot:
        read.append(period.month)
        return snapshot(period, on)

    monkeypatch.setattr(office.store, "snapshot", followed)
    trend = office.services.stats.trend(Period(2021, 12), 12, date(2022, 1, 2))
    assert [each.period.month for each in trend] == [*range(1, 13)]
    # Which months count, then each of them; of the first the month before as well.
    assert read == [*range(1, 13), 1, 12, *range(2, 13)]
