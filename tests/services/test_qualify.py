"""How many entries of the month break each rule of 合格 by what the ledger says."""

from __future__ import annotations

from qcapp.domain.plan import EntryKey
from tests.merge.world import JULY
from tests.services.office import Office


def fill(office: Office, no: int, unit: str, **fields: str) -> None:
    for name, text in fields.items():
        office.services.edit.set_field(no, unit, JULY, name.replace("__", "."), text)


def counted(office: Office) -> dict[str, int]:
    return {key: count for key, count in office.services.qualify.broken(JULY).items() if count}


def test_an_empty_month_breaks_nothing(office: Office) -> None:
    assert counted(office) == {}
    assert office.services.qualify.broken(JULY)["phone.missing"] == 0


def test_only_reported_entries_are_counted_and_each_once_a_rule(office: Office) -> None:
    fill(office, 1, "区政数局", progress="已公布事项目录。")
    fill(office, 2, "区政数局", progress="无")
    fill(office, 4, "区税务局", progress="详见附件", problems="无", deadline="长期坚持")
    assert counted(office) == {
        "progress.elsewhere": 1, "contact.missing": 2, "phone.missing": 2, "problems.missing": 1, "deadline.missing": 1,
    }


def test_rules_that_are_switched_off_are_counted_too(office: Office) -> None:
    fill(office, 1, "区政数局", progress="详见附件")
    office.services.settings.change({"rules.off": "progress.elsewhere"})
    assert counted(office)["progress.elsewhere"] == 1
    snapshot, before = office.store.snapshot(JULY), office.store.snapshot(JULY.shifted(-1))
    key = EntryKey(1, "区政数局")
    judge = office.services.qualify.judge(snapshot, before)
    assert "progress.elsewhere" not in {each.rule.key for each in judge.failures(key, judge.words_now(key))}


def test_what_a_return_says_counts_while_a_conflict_waits(office: Office) -> None:
    office.dispatch()
    fill(office, 1, "区政数局", progress="台账里写的。")
    office.comes_back({1: {"progress": "同上"}})
    office.merge()
    assert len(office.store.held(JULY)) == 1
    assert counted(office)["progress.elsewhere"] == 1


def test_what_an_exempted_entry_says_is_in_no_figure(office: Office) -> None:
    fill(office, 1, "区政数局", progress="详见附件")
    office.services.rulings.exempt(JULY, "区政数局", None, "任务移交")
    assert counted(office) == {}
