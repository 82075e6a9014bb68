"""What comes back, 24 to 32: what stands in a cell."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.phones import numbers
from qcapp.merge.plan import Decision
from qcapp.stats.rules import Context, Failure, failures, is_qualified
from tests.catalogue.clerk import COURT, JULY, Clerk, Form, codes, copied, said
from tests.catalogue.package import rewritten, with_cells
from tests.cli.desk import MONTH
from tests.returns.answers import SAVED

PEOPLE = {
    "responsible.name": "某甲", "responsible.phone": "0763-3300060", "liaison.name": "某乙", "liaison.phone": "13800000060",
}


def _set(clerk: Clerk, no: int, key: str, text: str, month: str = MONTH) -> None:
    clerk.say("set", no, key, text, "--unit", COURT, "--period", month)


def _liaison(clerk: Clerk, no: int = 60) -> tuple[str, str]:
    contact = clerk.entry(no, COURT)["contacts"][1]
    return contact["name"], contact["phone"]


@pytest.mark.parametrize("value", [13800138000.0, 13800138000, "13800138000.0", "1.3800138000E+10"])
def test_24_a_phone_that_became_a_number_has_its_digits_back(clerk: Clerk, value: object) -> None:
    file = clerk.one(clerk.messy(lambda form: form.put(60, "phone", value, below=1)))
    assert (file["outcome"], codes(file)) == ("merged", [])
    assert _liaison(clerk)[1] == "13800138000"


def test_24_a_number_shown_in_powers_of_ten_is_whole_in_the_file(clerk: Clerk) -> None:
    clerk.one(clerk.messy(lambda form: form.put(60, "phone", 13800138000, below=1, shown="0.00E+00")))
    assert _liaison(clerk)[1] == "13800138000"


def test_24_a_landline_that_lost_its_zero_is_no_news(clerk: Clerk) -> None:
    _set(clerk, 60, "liaison.phone", "0763-3300060")
    file = clerk.one(clerk.messy(lambda form: form.put(60, "phone", 7633300060, below=1)))
    assert (file["changed"], file["conflicts"]) == (0, [])
    assert _liaison(clerk)[1] == "0763-3300060"


def test_24_where_digits_were_lost_it_is_said_and_ours_is_kept(clerk: Clerk) -> None:
    _set(clerk, 60, "liaison.phone", "13800138000")
    file = clerk.one(clerk.messy(lambda form: form.put(60, "phone", "1.38E+10", below=1)))
    assert (file["changed"], file["conflicts"]) == (0, [])
    assert "1.38E+10" in said(file, "phone_digits_lost")[0]
    assert _liaison(clerk)[1] == "13800138000"


def test_25_width_blanks_and_invisible_marks_make_no_difference(clerk: Clerk) -> None:
    _set(clerk, 60, "progress", "已办ABC 12件，率98%。\n下一步扩面。")
    _set(clerk, 60, "liaison.phone", "0763-3300060")
    clerk.send(COURT)
    clerk.forms = clerk.folder / f"下发{MONTH}"

    def change(form: Form) -> None:
        form.put(60, "progress", "\ufeff已办ＡＢＣ　１２件，\u200b率９８％。_x000D_\n\n\t下一步\u00a0扩面。 ")
        form.put(60, "phone", "０７６３－３３０００６０", below=1)

    file = clerk.one(clerk.messy(change))
    assert (file["outcome"], file["changed"], file["conflicts"], file["notes"]) == ("unchanged", 0, [], [])


def test_25_what_is_stored_is_clean_and_keeps_its_paragraphs(clerk: Clerk) -> None:
    messy = "\u200b　　一是\u200d抓落实_x000D_\n\n　　二是\u3000推进\t到位。\u00a0 \n"
    clerk.one(clerk.messy(lambda form: form.put(60, "progress", messy)))
    assert clerk.entry(60, COURT)["progress"] == "一是抓落实\n二是 推进 到位。"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0763-3312345、13800138000", ["0763-3312345", "13800138000"]),
        ("（0763）3312345转801", ["0763-3312345转801"]),
        ("3312345", ["3312345"]),
        ("办公室0763-3312345-801 / 138 0013 8000（某乙）", ["0763-3312345转801", "13800138000"]),
    ],
)
def test_26_several_numbers_an_extension_a_missing_area_code_are_a_list_and_kept_as_written(
    clerk: Clerk, text: str, found: list[str]
) -> None:
    file = clerk.one(clerk.messy(lambda form: form.put(60, "phone", text, below=1)))
    assert file["outcome"] == "merged"
    assert _liaison(clerk)[1] == text
    assert [phone.number for phone in numbers(_liaison(clerk)[1])] == found


def _label_left(form: Form) -> None:
    form.put(60, "contact", "联系人：某乙 13800138000", below=1)


def _label_lost(form: Form) -> None:
    form.put(60, "contact", "某乙13800138000", below=1)


def _label_twice(form: Form) -> None:
    form.put(60, "contact", "联系人：联系人：某乙，电话：13800138000", below=1)


@pytest.mark.parametrize("change", [_label_left, _label_lost, _label_twice])
def test_27_name_and_phone_in_one_cell_are_split_with_a_note(clerk: Clerk, change: Callable[[Form], None]) -> None:
    file = clerk.one(clerk.messy(change))
    assert file["outcome"] == "merged"
    assert _liaison(clerk) == ("某乙", "13800138000")
    assert "name_and_phone" in codes(file, 60)


def test_27_labels_left_in_or_lost_make_no_name(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.put(60, "contact", "责任人： ")
        form.put(60, "contact", "联系人", below=1)
        form.put(61, "contact", "某甲")
        form.put(61, "contact", "某乙", below=1)

    file = clerk.one(clerk.messy(change))
    assert [each["name"] for each in clerk.entry(60, COURT)["contacts"]] == ["", ""]
    told = [(each["role"], each["name"]) for each in clerk.entry(61, COURT)["contacts"]]
    assert told == [("责任人", "某甲"), ("联系人", "某乙")]
    assert codes(file, 61).count("contact_label") == 2


@pytest.mark.parametrize(
    ("written", "day", "open_ended"),
    [
        ("2021年12月底", date(2021, 12, 31), False), ("第三季度", date(2021, 9, 30), False),
        ("12月31日前", date(2021, 12, 31), False), ("2021/12/31", date(2021, 12, 31), False), ("年底前", None, False),
        ("长期坚持", None, True), ("持续推进", None, True), ("按上级要求", None, False),
    ],
)
def test_28_a_deadline_is_kept_as_written_and_understood_beside_it(
    clerk: Clerk, written: str, day: date | None, open_ended: bool
) -> None:
    clerk.one(clerk.messy(lambda form: form.put(60, "deadline", written)))
    assert clerk.entry(60, COURT)["deadline"] == written
    meant = parse_deadline(written, 2021)
    if written != "年底前":
        assert (meant.day, meant.open_ended) == (day, open_ended)


def test_28_real_dates_are_the_day_that_was_shown_in_either_calendar(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.put(60, "deadline", date(2021, 12, 31), shown="yyyy-mm-dd")
        form.put(61, "deadline", datetime(2021, 9, 30), shown="m/d/yy")

    def mac(form: Form) -> None:
        form.book.epoch = CALENDAR_MAC_1904
        form.put(62, "deadline", date(2021, 12, 31), shown="yyyy-mm-dd")

    clerk.one(clerk.messy(change, name="甲.xlsx"))
    clerk.one(clerk.messy(mac, name="乙.xlsx"))
    shown = [parse_deadline(clerk.entry(no, COURT)["deadline"], 2021).day for no in (60, 61, 62)]
    assert shown == [date(2021, 12, 31), date(2021, 9, 30), date(2021, 12, 31)]
    assert clerk.entry(62, COURT)["deadline"] == "2021-12-31"


def test_28_a_date_that_became_a_bare_number_is_that_day(clerk: Clerk) -> None:
    clerk.one(clerk.messy(lambda form: form.put(60, "deadline", 44561)))
    assert parse_deadline(clerk.entry(60, COURT)["deadline"], 2021).day == date(2021, 12, 31)


def test_28_a_bare_number_of_the_other_calendar_is_told_of(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.book.epoch = CALENDAR_MAC_1904
        form.put(60, "deadline", 43099)

    file = clerk.one(clerk.messy(change))
    assert any("1904" in words and "请" in words for words in said(file, "reading"))


@pytest.mark.parametrize("nothing", ["无", "/", "—", "暂无", "无。", "没有", "／"])
def test_29_nothing_is_no_problem_and_no_report(clerk: Clerk, nothing: str) -> None:
    answers = {60: {"progress": "已办 312 件。", "problems": nothing, **PEOPLE}, 61: {"progress": nothing, **PEOPLE}}
    file = clerk.one(clerk.filled(clerk.form(COURT), answers), "--received", "2021-07-22")
    assert file["outcome"] == "merged"
    assert (clerk.entry(60, COURT)["problems"], clerk.entry(60, COURT)["status"]) == (nothing, "已报")
    assert (clerk.entry(61, COURT)["progress"], clerk.entry(61, COURT)["status"]) == (nothing, "逾期")
    assert _hard(clerk, 60) == []
    assert _hard(clerk, 61) == ["progress.missing"]


def _failures(clerk: Clerk, no: int) -> tuple[Failure, ...]:
    with clerk.services() as services:
        now, before = (services.look.snapshot(month).entry(no, COURT) for month in (JULY, JULY.shifted(-1)))
        texts, earlier = ({key: value.text for key, value in entry.values.items()} for entry in (now, before))
        return failures(texts, Context(2021, earlier))


def _hard(clerk: Clerk, no: int) -> list[str]:
    return [each.rule.key for each in _failures(clerk, no) if each.hard]


@pytest.mark.parametrize(
    ("copied_out", "rule"),
    [
        ("同上", "progress.elsewhere"), ("详见附件", "progress.elsewhere"), ("已报", "progress.elsewhere"),
        ("写本月做了什么、到什么程度，有数字的写数字", "progress.prompt"), ("六月已办 200 件。", "progress.unchanged"),
    ],
)
def test_30_a_copy_out_is_merged_and_fails_with_its_reason(clerk: Clerk, copied_out: str, rule: str) -> None:
    _set(clerk, 60, "progress", "六月已办 200 件。", "2021-06")
    file = clerk.one(clerk.filled(clerk.form(COURT), {60: {"progress": copied_out, "problems": "无", **PEOPLE}}))
    assert file["outcome"] == "merged"
    assert clerk.entry(60, COURT)["progress"] == copied_out
    found = _failures(clerk, 60)
    assert not is_qualified(found)
    assert [each.rule.key for each in found if each.hard] == [rule]
    assert [each.sentence.count("。") for each in found if each.hard] == [1]


def test_30_no_news_said_plainly_is_valid(clerk: Clerk) -> None:
    words = "本月无新进展，待市级系统上线后推进。"
    clerk.one(clerk.filled(clerk.form(COURT), {60: {"progress": words, "problems": "无", **PEOPLE}}), "--received", "2021-07-22")
    assert clerk.entry(60, COURT)["status"] == "已报"
    assert is_qualified(_failures(clerk, 60))


def test_31_an_emptied_cell_is_asked_about_and_keeps_its_text(clerk: Clerk) -> None:
    _set(clerk, 60, "deadline", "2021年12月底")
    clerk.send(COURT)
    clerk.forms = clerk.folder / f"下发{MONTH}"
    back = clerk.messy(lambda form: form.put(60, "deadline", None))
    file = clerk.one(back, "--dry-run")
    assert (file["outcome"], file["changed"], codes(file, 60)) == ("unchanged", 0, ["cleared"])
    with clerk.services() as services:
        plan = services.collect.preview([back])
        (emptied,) = [each for each in plan.files[0].fields if each.key.field == "deadline" and each.key.no == 60]
        assert (emptied.decision, emptied.result) == (Decision.OURS, "2021年12月底")
        emptied.decision = Decision.THEIRS  # the clerk may have it cleared all the same
        services.collect.apply(plan)
    assert clerk.entry(60, COURT)["deadline"] == ""


def test_32_of_a_formula_the_cached_value_counts_and_an_error_is_none(clerk: Clerk) -> None:
    _set(clerk, 61, "progress", "台账里的。")
    form = Form(clerk.form(COURT))
    places = {no: f"F{form.row(no)}" for no in (60, 61, 62, 63)}
    back = with_cells(clerk.messy(lambda form: None), {
        places[60]: 't="str"|<f>"已办"&amp;A1&amp;"件"</f><v>已办 312 件。</v>',
        places[61]: 't="e"|<f>#REF!A1</f><v>#REF!</v>',
        places[62]: 't="str"|<f>[1]Sheet1!$A$1</f><v>外部表里抄来的。</v>',
        places[63]: "|<f>SUM(1,2)</f>",
    })
    file = clerk.one(back)
    assert clerk.entry(60, COURT)["progress"] == "已办 312 件。"
    assert clerk.entry(61, COURT)["progress"] == "台账里的。"
    assert clerk.entry(62, COURT)["progress"] == "外部表里抄来的。"
    assert clerk.entry(63, COURT)["progress"] == ""
    assert "cell_unreadable" in codes(file, 61)
    assert any("#REF!" in words for words in said(file, "cell_unreadable"))
    assert "cell_unreadable" in codes(file, 63)


def test_32_no_macro_goes_further_than_the_file_that_brought_it(clerk: Clerk) -> None:
    back = copied(SAVED / "xlsx" / "libreoffice.xlsm", clerk.folder / "带宏.xlsm")
    rewritten(back, {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)})
    assert clerk.one(back)["outcome"] == "merged"
    out = Path(clerk.folder / "细化表.xlsx")
    clerk.ask("export", out, "--period", MONTH)
    with zipfile.ZipFile(out) as archive:
        assert [name for name in archive.namelist() if "vba" in name.lower()] == []
