"""What comes back, 33 to 37: what stands beside the cells, runs over them, or changes from month to month."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl.comments import Comment
from PySide6.QtCore import Qt

from qcapp.merge.plan import Decision
from tests.catalogue.clerk import COURT, JULY, Clerk, Form, codes, said
from tests.catalogue.package import (
    PNG,
    WORD,
    control,
    deleted,
    inserted,
    nested,
    picture,
    rewritten,
    text_box,
    with_drawings,
    word_run,
)
from tests.cli.desk import MONTH
from ui.models.collect_fields import RESULT, THEIRS

LIMIT = 32_767
PARAGRAPH = "累计办理涉企案件 312 件，平均用时 18 天，较上年同期压缩两成。"


def _long(length: int) -> str:
    return (PARAGRAPH * (length // len(PARAGRAPH) + 1))[: length - 1] + "完"


def test_33_an_answer_in_a_comment_is_offered(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.cell(60, "progress").comment = Comment("已办 312 件。", "某甲")

    file = clerk.one(clerk.messy(change), expect=1)
    (offered,) = file["conflicts"]
    assert (offered["no"], offered["field"], offered["ours"], offered["theirs"]) == (60, "progress", "", "已办 312 件。")
    assert any("批注" in words for words in said(file, "aside"))
    assert clerk.entry(60, COURT)["progress"] == ""


def test_33_an_answer_in_a_text_box_is_offered_and_taken_when_the_clerk_says_so(clerk: Clerk) -> None:
    row = Form(clerk.form(COURT)).row(60)
    back = with_drawings(clerk.messy(lambda form: None), text_box(row, 6, "写在框里的进展。"))
    window = clerk.window
    window.receive(back)
    assert window.results == [(COURT, "冲突 1")]
    fields, row = window.page.compare.fields, window.go_to(60, "progress")
    assert fields.index(row, THEIRS).data() == "写在框里的进展。"
    assert "文本框" in fields.remark(row, RESULT)
    window.press(Qt.Key.Key_2)
    window.merge_by_key()
    assert clerk.entry(60, COURT)["progress"] == "写在框里的进展。"


def test_33_a_comment_beside_an_answer_leaves_the_answer_and_is_shown(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.put(60, "progress", "已办 312 件。")
        form.cell(60, "progress").comment = Comment("数字待核实", "某甲")

    back = clerk.messy(change)
    file = clerk.one(back, "--dry-run")
    assert (file["outcome"], file["changed"]) == ("merged", 1)
    assert any("数字待核实" in words for words in said(file, "aside"))
    with clerk.services() as services:
        plan = services.collect.preview([back])
        (field,) = [each for each in plan.files[0].fields if each.aside]
        assert (field.result, field.aside) == ("已办 312 件。", "数字待核实")
        field.decision = Decision.ASIDE
        assert field.result == "数字待核实"


def test_33_a_picture_in_a_cell_becomes_an_attachment_of_its_measure(clerk: Clerk) -> None:
    row = Form(clerk.form(COURT)).row(61)
    back = with_drawings(clerk.messy(lambda form: None, answers={61: {"progress": "见照片。"}}), picture(row, 6))
    file = clerk.one(back, "--received", "2021-07-22")
    assert [each["no"] for each in file["attachments"]] == [61]
    with clerk.services() as services:
        (kept,) = services.look.snapshot(JULY).attachments
        assert (kept.unit, kept.no, kept.size) == (COURT, 61, len(PNG))
        assert kept.name == file["attachments"][0]["name"]
        assert services.collect.store.file_bytes(kept.sha256) == PNG
    assert clerk.entry(61, COURT)["progress"] == "见照片。"


def test_33_comments_and_pictures_of_a_docx_are_offered_and_kept_likewise(clerk: Clerk) -> None:
    path = clerk.filled(clerk.form(COURT, "docx"), {61: {"progress": "见照片。"}}, "新建文档.docx")
    document = docx.Document(str(path))
    table = document.tables[0]
    cells = {row.cells[1].text.split(".")[0]: row.cells[5] for row in table.rows if len(row.cells) == 8}
    empty = cells["60"].paragraphs[0].add_run("")
    document.add_comment(empty, "批注里写的进展。", author="某甲")
    cells["61"].paragraphs[0].add_run().add_picture(BytesIO(PNG))
    document.save(str(path))
    file = clerk.one(path, expect=1)
    assert [(each["no"], each["field"], each["theirs"]) for each in file["conflicts"]] == [(60, "progress", "批注里写的进展。")]
    assert [each["no"] for each in file["attachments"]] == [61]
    with clerk.services() as services:
        (kept,) = services.look.snapshot(JULY).attachments
        assert services.collect.store.file_bytes(kept.sha256) == PNG


def _in_cell(column: int, no: int, made: str) -> Callable[[str], str]:
    """Put ``made`` in place of the first paragraph's runs in that measure's cell (column counted from 0)."""

    def change(xml: str) -> str:
        row = next(each for each in re.finditer(r"<w:tr[ >].*?</w:tr>", xml, re.DOTALL) if f">{no}." in each[0])
        cells = list(re.finditer(r"<w:tc>.*?</w:tc>|<w:tc [^>]*>.*?</w:tc>", row[0], re.DOTALL))
        cell = cells[column][0]
        first = re.search(r"<w:p[ >].*?</w:p>|<w:p/>", cell, re.DOTALL)
        assert first
        paragraph = f"<w:p>{made}</w:p>" if not made.startswith("<w:tbl>") else made
        return xml.replace(row[0], row[0].replace(cell, cell.replace(first[0], paragraph, 1), 1), 1)

    return change


def _written(clerk: Clerk, *changes: Callable[[str], str]) -> Path:
    path = clerk.filled(clerk.form(COURT, "docx"), {64: {"progress": "专班已设。"}}, "新建文档.docx")
    for each in changes:
        rewritten(path, {WORD: each})
    return path


def test_34_tracked_changes_are_read_as_accepted_with_a_note(clerk: Clerk) -> None:
    back = _written(clerk, _in_cell(5, 60, word_run("已办 ") + deleted("300") + inserted("312") + word_run(" 件。")))
    file = clerk.one(back)
    assert clerk.entry(60, COURT)["progress"] == "已办 312 件。"
    assert any("修订" in words for words in said(file, "reading"))


def test_34_content_controls_and_nested_tables_are_read(clerk: Clerk) -> None:
    back = _written(clerk, _in_cell(5, 60, control("控件里写的进展。")), _in_cell(5, 61, nested("受理", "312 件")))
    file = clerk.one(back)
    assert clerk.entry(60, COURT)["progress"] == "控件里写的进展。"
    progress = clerk.entry(61, COURT)["progress"]
    assert "受理" in progress
    assert "312 件" in progress
    assert any("小表格" in words for words in said(file, "reading"))


def test_34_a_table_split_in_two_is_one(clerk: Clerk) -> None:
    def change(xml: str) -> str:
        start = next(each.start() for each in re.finditer(r"<w:tr[ >](?:(?!</w:tr>).)*", xml, re.DOTALL) if ">63." in each[0])
        opening = re.search(r"<w:tbl>.*?</w:tblGrid>", xml, re.DOTALL)
        assert opening
        between = f"</w:tbl><w:p>{word_run('（接下页）')}</w:p>{opening[0]}"
        return xml[:start] + between + xml[start:]

    file = clerk.one(_written(clerk, _in_cell(5, 60, word_run("上半张的。")), change))
    assert [code for code in codes(file) if code.startswith("row_")] == []
    assert [clerk.entry(no, COURT)["progress"] for no in (60, 64)] == ["上半张的。", "专班已设。"]


def test_34_text_after_the_table_is_shown_as_left_over(clerk: Clerk) -> None:
    def change(xml: str) -> str:
        return xml.replace("</w:tbl>", f"</w:tbl><w:p>{word_run('补充：60 条另有 5 件正在办理。')}</w:p>", 1)

    file = clerk.one(_written(clerk, change))
    assert any("另有 5 件正在办理" in words for words in said(file, "leftover"))


def test_35_a_text_beyond_a_cells_limit_comes_in_whole_and_does_not_go_out_cut(clerk: Clerk) -> None:
    text = _long(40_000)
    file = clerk.one(clerk.filled(clerk.form(COURT, "docx"), {60: {"progress": text}}))
    assert file["outcome"] == "merged"
    assert clerk.entry(60, COURT)["progress"] == text
    out = clerk.folder / "细化表.xlsx"
    clerk.say("export", out, "--period", MONTH, expect=3)
    assert "40000" in clerk.complaint
    assert "docx" in clerk.complaint
    assert not out.exists()
    written = clerk.folder / "细化表.docx"
    clerk.ask("export", written, "--period", MONTH)
    assert written.exists()


def test_35_a_text_of_exactly_the_limit_was_cut_on_its_way_and_that_is_said(clerk: Clerk) -> None:
    from qcapp.stats.rules import Context, failures

    text = _long(LIMIT)
    clerk.one(clerk.filled(clerk.form(COURT), {60: {"progress": text}}))
    assert clerk.entry(60, COURT)["progress"] == text
    cut = [each for each in failures({"progress": text}, Context(2021)) if each.rule.key == "text.cut"]
    assert [each.field for each in cut] == ["progress"]


def _months(clerk: Clerk, key: str, before: str, now: str) -> dict[str, object]:
    """June said ``before`` and July's form went out after that; then the unit says ``now``."""
    clerk.say("set", 60, key, before, "--unit", COURT, "--period", "2021-06")
    clerk.send(COURT)
    clerk.forms = clerk.folder / f"下发{MONTH}"
    return clerk.one(clerk.filled(clerk.form(COURT), {60: {"progress": "在办。", key: now}}))


@pytest.mark.parametrize(
    ("key", "before", "now", "code", "words"),
    [
        ("progress", "累计受理 312 户。", "累计受理 300 户。", "figure_falls", ("312", "300")),
        ("progress", "已完成系统对接。", "系统对接正在推进。", "done_reverts", ("已完成",)),
        ("deadline", "2021年9月底", "2021年12月底", "deadline_moves", ("2021-09-30", "2021-12-31")),
    ],
)
def test_36_what_falls_reverts_or_moves_is_a_note_and_never_an_obstacle(
    clerk: Clerk, key: str, before: str, now: str, code: str, words: Sequence[str]
) -> None:
    file = _months(clerk, key, before, now)
    (told,) = said(file, code)
    for word in words:
        assert word in told
    assert clerk.entry(60, COURT)[key] == now
    assert (file["outcome"], file["conflicts"]) == ("merged", [])


def test_36_what_grows_is_no_news(clerk: Clerk) -> None:
    file = _months(clerk, "progress", "累计受理 312 户，办结率 90%。", "累计受理 320 户，办结率 95%。")
    assert file["notes"] == []


def test_37_received_and_imported_are_two_days_and_only_the_first_makes_a_unit_late(clerk: Clerk) -> None:
    back = clerk.filled(clerk.form(COURT), {60: {"progress": "已办。"}})
    with clerk.services(today=date(2021, 7, 28)) as services:
        plan = services.collect.preview([back], received=date(2021, 7, 24))
        operation = services.collect.apply(plan)
        assert operation is not None
        assert operation.at.date() == date(2021, 7, 28)
        (record,) = services.look.snapshot(JULY).returned[COURT]
        assert record.received == date(2021, 7, 24)
    units = {each["unit"]: each for each in clerk.ask("status", "--period", MONTH, "--on", "2021-07-31")["units"]}
    assert (units[COURT]["returned"], units[COURT]["late"]) == ("2021-07-24", False)
    assert clerk.entry(60, COURT)["source"]["received"] == "2021-07-24"


def test_37_a_correction_does_not_make_the_first_return_late(clerk: Clerk) -> None:
    clerk.one(clerk.filled(clerk.form(COURT), {60: {"progress": "已办。"}}, "甲.xlsx"), "--received", "2021-07-24")
    clerk.one(clerk.filled(clerk.form(COURT), {60: {"progress": "已办 312 件。"}}, "乙.xlsx"), "--received", "2021-07-30")
    units = {each["unit"]: each for each in clerk.ask("status", "--period", MONTH, "--on", "2021-07-31")["units"]}
    assert (units[COURT]["returned"], units[COURT]["late"]) == ("2021-07-24", False)
    assert clerk.entry(60, COURT)["source"]["received"] == "2021-07-30"
