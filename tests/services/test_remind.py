"""催报 on a real ledger: who is chased, what is written where, and that it is in the history."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.operations import OperationKind
from qcapp.services.bulletin import RemarkKind
from qcapp.services.remind import UnreadUnit
from tests.merge.world import JULY
from tests.services.office import Office
from tests.services.test_collect_kept import scan
from tests.services.test_stats import later, merge
from tests.stats.months import FINE, july


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def a_late_month(office: Office) -> None:
    office.dispatch()
    merge(office, july(22), {1: FINE, 2: FINE})
    merge(office, july(22), {3: FINE}, unit="区税务局")
    later(office, 7, 28)


def test_a_paper_for_each_late_unit_and_the_list_to_call_down(office: Office) -> None:
    a_late_month(office)
    folder = office.folder / "催报" / "七月"
    result = office.services.remind.write(JULY, folder)
    assert names(folder) == [
        "2021年7月催报电话单.xlsx", "区税务局_2021年7月催报通知.docx", "高新区税务局_2021年7月催报通知.docx",
    ]
    assert [path.name for path in result.files] == ["区税务局_2021年7月催报通知.docx", "高新区税务局_2021年7月催报通知.docx"]
    assert (result.call_list, result.trouble) == (folder / "2021年7月催报电话单.xlsx", "")
    assert [(late.unit, late.numbers, late.days) for late in result.units] == [("区税务局", (4,), 3), ("高新区税务局", (3,), 3)]
    words = "\n".join(each.text for each in docx.Document(str(result.files[0])).paragraphs)
    assert "你单位应报2条，实报1条，尚有1条改革措施（第4条）未报送，已逾期3天。" in words
    assert "于2021年8月2日前报区营商办" in words
    assert load_workbook(folder / "2021年7月催报电话单.xlsx").worksheets[0]["B4"].value == "区税务局"
    operation = office.store.operations()[0]
    assert result.operation == operation
    assert (operation.kind, operation.summary) == (OperationKind.REMIND, "催报 2021年7月，2 家单位：区税务局、高新区税务局")


def test_only_the_units_that_are_named_aliases_too(office: Office) -> None:
    a_late_month(office)
    result = office.services.remind.write(JULY, office.folder / "催报", units=["高新税务局", "区政数局"])
    assert [late.unit for late in result.units] == ["高新区税务局"]
    with pytest.raises(UsageError, match="没有责任单位“区梦想局”"):
        office.services.remind.write(JULY, office.folder / "催报", units=["区梦想局"])


def test_when_nobody_is_late_nothing_is_written(office: Office) -> None:
    office.dispatch()
    count = len(office.store.operations())
    result = office.services.remind.write(JULY, office.folder / "催报")
    assert (result.units, result.operation, result.files, result.call_list) == ((), None, (), None)
    assert not (office.folder / "催报").exists()
    assert len(office.store.operations()) == count


def test_nobody_is_chased_for_a_month_of_which_there_is_nothing_yet(office: Office) -> None:
    later(office, 7, 28)
    for early, what in ((False, "催报"), (True, "提醒")):
        with pytest.raises(UsageError, match=f"^2021年8月还没有下发，也没有收到填报，没有可{what}的内容"):
            office.services.remind.write(JULY.shifted(1), office.folder / "催报", early=early)
    assert not (office.folder / "催报").exists()


def test_before_the_due_day_a_reminder_goes_out_instead(office: Office) -> None:
    office.dispatch()
    merge(office, july(22), {1: FINE, 2: FINE})
    result = office.services.remind.write(JULY, office.folder / "提醒", early=True)
    assert names(office.folder / "提醒") == [
        "2021年7月提醒电话单.xlsx", "区税务局_2021年7月报送提醒.docx", "高新区税务局_2021年7月报送提醒.docx",
    ]
    assert result.operation
    assert result.operation.summary == "提醒 2021年7月，2 家单位：区税务局、高新区税务局"


def test_as_of_a_past_day_what_came_later_is_still_missing(office: Office) -> None:
    a_late_month(office)
    merge(office, july(27), {3: FINE}, unit="高新区税务局")
    assert [late.unit for late in office.services.remind.late(JULY)] == ["区税务局"]
    assert [late.unit for late in office.services.remind.late(JULY, july(26))] == ["区税务局", "高新区税务局"]


def test_a_draft_is_what_is_written(office: Office) -> None:
    a_late_month(office)
    (first, _) = office.services.remind.late(JULY)
    paper = office.services.remind.draft(first, JULY, july(29))
    assert (paper.addressee, paper.day) == ("区税务局", july(29))
    assert "于2021年8月3日前报区营商办" in paper.texts[1]
    assert paper.texts[2].startswith("请用表号为")


def test_a_place_that_cannot_be_had_changes_nothing(office: Office) -> None:
    a_late_month(office)
    folder = office.folder / "催报"
    (folder / "区税务局_2021年7月催报通知.docx").mkdir(parents=True)
    count = len(office.store.operations())
    with pytest.raises(WriteFailed, match="是一个文件夹"):
        office.services.remind.write(JULY, folder)
    assert names(folder) == ["区税务局_2021年7月催报通知.docx"]
    assert len(office.store.operations()) == count


def a_scan_comes(office: Office, unit: str, day: int = 22) -> None:
    office.reader.files = [scan(f"/u/{unit}扫描件.pdf")]
    plan = office.services.collect.preview([Path("x")], received=july(day))
    office.services.collect.apply(office.services.collect.tell_unit(plan, unit))


def test_a_unit_whose_scan_waits_to_be_typed_in_is_not_chased_but_told(office: Office) -> None:
    a_late_month(office)
    a_scan_comes(office, "高新区税务局")
    folder = office.folder / "催报"
    result = office.services.remind.write(JULY, folder)
    assert [late.unit for late in result.units] == ["区税务局"]
    assert result.unread == (UnreadUnit("高新区税务局", (3,), july(22), ("高新区税务局扫描件.pdf",)),)
    assert names(folder) == ["2021年7月催报电话单.xlsx", "区税务局_2021年7月催报通知.docx"]
    remarks = {note.kind: note for note in office.services.bulletin.draft(JULY).notes}
    assert remarks[RemarkKind.UNREAD].units == ("高新区税务局",)
    assert remarks[RemarkKind.LATE].units == ("区税务局",)
    office.services.edit.set_field(3, "高新区税务局", JULY, "progress", "办了。")
    assert office.services.remind.unread(JULY) == ()


def test_a_scan_beside_a_table_that_was_read_holds_nobody_up(office: Office) -> None:
    a_late_month(office)
    a_scan_comes(office, "区税务局")
    assert [late.unit for late in office.services.remind.late(JULY)] == ["区税务局", "高新区税务局"]
    assert office.services.remind.unread(JULY) == ()


def test_where_all_that_is_missing_came_as_a_scan_nothing_is_written(office: Office) -> None:
    a_late_month(office)
    a_scan_comes(office, "高新区税务局")
    result = office.services.remind.write(JULY, office.folder / "催报", units=["高新税务局"])
    assert (result.units, result.operation, [each.unit for each in result.unread]) == ((), None, ["高新区税务局"])
    assert not (office.folder / "催报").exists()


def test_before_the_due_day_too_nobody_is_reminded_of_what_has_come_as_a_scan(office: Office) -> None:
    office.dispatch()
    later(office, 7, 22)
    a_scan_comes(office, "高新区税务局")
    remind = office.services.remind
    assert [each.unit for each in remind.late(JULY, early=True)] == ["区政数局", "区税务局"]
    assert [each.unit for each in remind.unread(JULY, early=True)] == ["高新区税务局"]
    assert remind.unread(JULY) == ()
