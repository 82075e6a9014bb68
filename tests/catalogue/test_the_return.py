"""What comes back, 8 to 14: the same again, corrected, of another month, year or unit."""

from __future__ import annotations

from pathlib import Path

from qcapp.merge.questions import Ask
from tests.catalogue.clerk import COURT, HOUSING, JULY, Clerk, Form, codes, placed, said
from tests.cli.desk import MONTH

SAID = {60: {"progress": "已办 312 件。", "problems": "无", "responsible.name": "某甲", "responsible.phone": "0763-3300060"}}


def test_08_the_same_bytes_twice_are_a_duplicate_and_nothing_happens(clerk: Clerk) -> None:
    back = clerk.filled(clerk.form(COURT), SAID)
    same = clerk.filled(clerk.form(COURT), SAID, "同一份.xlsx")
    same.write_bytes(back.read_bytes())
    first = clerk.merge(back, same)
    assert [each["outcome"] for each in first] == ["merged", "duplicate"]
    before = clerk.ask("operations")
    again = clerk.ask("merge", same)
    assert (again["operation"], placed(again["files"][0])) == (None, (COURT, MONTH, "duplicate"))
    assert back.name in again["files"][0]["reason"]
    assert clerk.ask("operations") == before


def test_08_the_same_content_saved_again_is_no_change(clerk: Clerk) -> None:
    clerk.one(clerk.filled(clerk.form(COURT), SAID))
    def change(form: Form) -> None:
        form.book.properties.subject = "再存一次"  # or the bytes might be the same

    for again in (clerk.messy(change, answers=SAID), clerk.filled(clerk.form(COURT, "docx"), SAID)):
        file = clerk.one(again)
        assert (file["outcome"], file["changed"], file["conflicts"]) == ("unchanged", 0, [])


def test_09_a_corrected_return_supersedes_and_both_are_kept(clerk: Clerk) -> None:
    first = clerk.filled(clerk.form(COURT), SAID, "甲.xlsx")
    clerk.one(first, "--received", "2021-07-20")
    better = {60: {**SAID[60], "progress": "已办 321 件。"}, 61: {"progress": "系统已对接。"}}
    second = clerk.filled(clerk.form(COURT), better, "乙.xlsx")
    shown = clerk.one(second, "--received", "2021-07-23", "--dry-run")
    assert (shown["outcome"], shown["changed"], shown["conflicts"]) == ("merged", 2, [])
    with clerk.services() as services:
        (plan,) = services.collect.preview([second]).files
        changes = {(each.key.no, each.key.field): (each.ours, each.theirs) for each in plan.fields if each.changes}
        assert changes == {(60, "progress"): ("已办 312 件。", "已办 321 件。"), (61, "progress"): ("", "系统已对接。")}
    clerk.one(second, "--received", "2021-07-23")
    assert clerk.entry(60, COURT)["progress"] == "已办 321 件。"
    assert clerk.entry(60, COURT)["source"] == {"file": "乙.xlsx", "received": "2021-07-23"}
    with clerk.services() as services:
        records = services.look.snapshot(JULY).returned[COURT]
        kept = [(each.name, each.received.day, services.collect.store.file_bytes(each.sha256)) for each in records]
        assert kept == [("甲.xlsx", 20, first.read_bytes()), ("乙.xlsx", 23, second.read_bytes())]


def test_09_the_later_supersedes_in_whatever_order_they_are_merged(clerk: Clerk) -> None:
    late = clerk.filled(clerk.form(COURT), {60: {"progress": "后来的。"}}, "后.xlsx")
    early = clerk.filled(clerk.form(COURT), {60: {"progress": "早先的。", "problems": "早先的问题。"}}, "先.xlsx")
    clerk.one(late, "--received", "2021-07-23")
    file = clerk.one(early, "--received", "2021-07-20")
    assert (file["changed"], file["conflicts"]) == (1, [])
    entry = clerk.entry(60, COURT)
    assert (entry["progress"], entry["problems"]) == ("后来的。", "早先的问题。")


def test_10_xlsx_and_docx_of_one_unit_that_disagree_are_a_conflict_between_the_two(clerk: Clerk) -> None:
    sheet = clerk.filled(clerk.form(COURT), {60: {"progress": "表里说 312 件。", "problems": "无"}}, "表.xlsx")
    paper = clerk.filled(clerk.form(COURT, "docx"), {60: {"progress": "文里说 321 件。", "problems": "无"}}, "文.docx")
    files = clerk.merge(sheet, paper, expect=1)
    assert [placed(each) for each in files] == [(COURT, MONTH, "conflict")] * 2
    for file, theirs in zip(files, ("表里说 312 件。", "文里说 321 件。"), strict=True):
        assert [(each["no"], each["field"], each["theirs"]) for each in file["conflicts"]] == [(60, "progress", theirs)]
    entry = clerk.entry(60, COURT)
    assert (entry["progress"], entry["problems"], entry["status"]) == ("", "无", "冲突")
    (unit,) = [each for each in clerk.ask("status", "--period", MONTH)["units"] if each["unit"] == COURT]
    assert unit["held"] == 2


def test_11_last_months_form_is_told_and_merged_against_its_own_base(clerk: Clerk) -> None:
    clerk.say("set", 60, "progress", "六月发出的。", "--unit", COURT, "--period", "2021-06")
    clerk.send(COURT, month="2021-06")
    clerk.say("set", 60, "progress", "七月台账的。", "--unit", COURT, "--period", MONTH)
    back = clerk.filled(clerk.form(COURT, month="2021-06"), {60: {"progress": "六月又改的。"}})
    file = clerk.one(back, "--dry-run")
    assert (file["unit"], file["period"], file["outcome"], file["conflicts"]) == (COURT, "2021-06", "merged", [])
    (words,) = said(file, "older_period")
    assert "2021年6月" in words
    assert "2021年7月" in words
    clerk.one(back)
    assert clerk.entry(60, COURT, "2021-06")["progress"] == "六月又改的。"
    assert clerk.entry(60, COURT)["progress"] == "七月台账的。"


def test_11_it_goes_into_the_month_that_the_clerk_names_with_its_own_base(clerk: Clerk) -> None:
    clerk.say("set", 60, "progress", "六月发出的。", "--unit", COURT, "--period", "2021-06")
    clerk.send(COURT, month="2021-06")
    clerk.say("set", 60, "progress", "七月台账的。", "--unit", COURT, "--period", MONTH)
    back = clerk.filled(clerk.form(COURT, month="2021-06"), {60: {"progress": "单位填的。"}})
    file = clerk.one(back, "--period", MONTH, expect=1)
    assert (file["period"], codes(file)) == (MONTH, ["other_period"])
    assert "2021年6月" in said(file, "other_period")[0]
    (conflict,) = file["conflicts"]
    assert (conflict["base"], conflict["ours"], conflict["theirs"]) == ("六月发出的。", "七月台账的。", "单位填的。")


def test_11_a_form_whose_number_and_caption_name_two_months_is_asked_about(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.sheet["A2"].value = form.sheet["A2"].value.replace("2021年7月　", "2021年8月　")

    back = clerk.messy(change, answers=SAID)
    file = clerk.one(back, expect=1)
    assert (file["outcome"], [each["options"] for each in file["questions"]]) == ("refused", [["2021-07", "2021-08"]])
    assert clerk.one(back, "--period", MONTH)["period"] == MONTH


def _titled(title: str) -> object:
    def change(form: Form) -> None:
        form.nameless()
        form.sheet["A1"].value = title

    return change


def test_12_another_years_or_districts_table_is_refused_with_the_reason(clerk: Clerk) -> None:
    year = "清城区2020年对标先进优化营商环境责任清单细化表"
    district = "清新区2021年对标先进优化营商环境责任清单细化表"
    for title, words in ((year, ("2020 年", "2021 年")), (district, ("清新区", "清城区"))):
        change = _titled(title)
        assert callable(change)
        file = clerk.one(clerk.messy(change, answers=SAID), expect=1)
        assert file["outcome"] == "refused"
        for word in words:
            assert word in file["reason"]
    assert clerk.entry(60, COURT)["progress"] == ""


def _whole_table(clerk: Clerk, edits: dict[int, str], name: str) -> Path:
    out = clerk.folder / name
    clerk.ask("export", out, "--period", MONTH)
    form = Form(out)
    for no, text in edits.items():
        form.put(no, "progress", text)
    return form.saved(out)


def test_13_of_the_whole_table_the_units_rows_are_taken_and_other_edits_listed(clerk: Clerk) -> None:
    clerk.say("set", 27, "progress", "住建局的话。", "--unit", HOUSING, "--period", MONTH)
    back = _whole_table(clerk, {60: "法院填的。", 61: "法院也填的。", 27: "法院改了住建局的。"}, f"{COURT}.xlsx")
    file = clerk.one(back, "--period", MONTH)
    assert (file["unit"], file["outcome"], file["changed"]) == (COURT, "merged", 2)
    listed = [(note["no"], note["message"]) for note in file["notes"] if note["code"] == "other_unit_row"]
    assert [no for no, _ in listed] == [27]
    assert HOUSING in listed[0][1]
    assert clerk.entry(61, COURT)["progress"] == "法院也填的。"
    assert clerk.entry(27, HOUSING)["progress"] == "住建局的话。"


def test_13_rows_of_another_unit_are_taken_only_when_a_person_says_so(clerk: Clerk) -> None:
    back = _whole_table(clerk, {60: "法院填的。", 27: "住建局托法院报的。"}, f"{COURT}.xlsx")
    with clerk.services() as services:
        plan = services.collect.preview([back], period=JULY)
        (question,) = [each for each in plan.files[0].questions if each.ask is Ask.ALSO]
        assert (question.subject, question.blocking) == (HOUSING, False)
        plan.files[0].answers = plan.files[0].answers.given(question, HOUSING)
        plan = services.collect.refresh(plan, period=JULY)
        assert [each.unit for each in plan.files] == [COURT, HOUSING]
        services.collect.apply(plan)
    assert clerk.entry(27, HOUSING)["progress"] == "住建局托法院报的。"


def test_14_a_form_with_another_units_name_on_it_is_nobodys_until_a_person_says_whose(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.sheet["A2"].value = form.sheet["A2"].value.replace(f"填报单位：{COURT}", f"填报单位：{HOUSING}")

    back = clerk.messy(change, answers=SAID)
    file = clerk.one(back, expect=1)
    assert (file["unit"], file["outcome"]) == (None, "refused")
    assert COURT in file["reason"]
    assert HOUSING in file["reason"]
    assert [each["options"] for each in file["questions"]] == [[COURT, HOUSING]]
    assert clerk.entry(60, COURT)["progress"] == ""
    with clerk.services() as services:
        plan = services.collect.preview([back])
        (question,) = plan.files[0].questions
        plan.files[0].answers = plan.files[0].answers.given(question, COURT)
        services.collect.apply(services.collect.refresh(plan))
    assert clerk.entry(60, COURT)["progress"] == "已办 312 件。"


def test_14_a_unit_that_filled_in_anothers_form_is_shown_with_its_own_rows_missing(clerk: Clerk) -> None:
    """Only the file's name and the words say that it is the court's: nothing is reassigned, and the clerk is told of the name."""
    file = clerk.one(clerk.filled(clerk.form(HOUSING), {27: {"progress": "法院写的。"}}, f"{COURT}.xlsx"), "--dry-run")
    assert (file["unit"], file["outcome"]) == (HOUSING, "merged")
    assert "按表号识别" in file["evidence"]
    assert COURT in said(file, "file_name_differs")[0]


def test_14_rows_of_two_units_in_one_file_are_split_by_row(clerk: Clerk) -> None:
    ours = Form(clerk.filled(clerk.form(COURT), SAID, "甲.xlsx"))
    theirs = Form(clerk.filled(clerk.form("区财政局"), {54: {"progress": "财政局的。"}}, "乙.xlsx"))
    first = theirs.row(min(theirs.rows))
    last = max(theirs.rows.values()) + 1
    at = max(ours.rows.values()) + 2
    ours.cut(at, ours.sheet.max_row - at + 1)
    for row in range(first, last + 1):
        for column in range(1, 9):
            ours.sheet.cell(at + row - first, column).value = theirs.sheet.cell(row, column).value
    ours.nameless()
    ours.sheet["A2"].value = "报告期：2021年7月"
    files = clerk.merge(ours.saved(clerk.folder / "合在一起.xlsx"))
    assert {placed(each) for each in files} == {(COURT, MONTH, "merged"), ("区财政局", MONTH, "merged")}
    assert all(codes(each).count("several_units") == 1 for each in files)
    assert clerk.entry(60, COURT)["progress"] == "已办 312 件。"
    assert clerk.entry(54, "区财政局")["progress"] == "财政局的。"
    assert clerk.entry(54, "区财政局")["source"]["file"] == "合在一起.xlsx"
