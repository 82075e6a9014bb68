"""What comes back, 1 to 7: what the file is, and what is done with one that is no table."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from qcapp.merge.questions import Ask
from tests.catalogue.clerk import COURT, HOUSING, JULY, Clerk, Form, copied, placed, table
from tests.cli.desk import MONTH
from tests.returns import answers
from tests.returns.answers import PASSWORD, SAVED

MARKET = answers.unit()
SAID = {60: {"progress": "已办 312 件。", "problems": "无"}}


def test_01_any_name_will_do_for_a_form_is_known_by_what_it_holds(clerk: Clerk) -> None:
    for name in ("新建 XLSX 工作表(最终版)(2).xlsx", "区财政局7月.docx", "aaa"):
        back = copied(clerk.filled(clerk.form(COURT), SAID, "x.xlsx"), clerk.folder / "来" / name)
        file = clerk.one(back, "--dry-run")
        assert placed(file) == (COURT, MONTH, "merged")
        assert file["certainty"] == "sure"


def test_01_the_name_is_only_the_last_hint(clerk: Clerk) -> None:
    head = ("序号", "改革措施", "进展情况", "存在问题")
    text = answers.plan().measure(55).text  # two units share it: neither rows nor measures tell the unit
    rows = [head, (55, text, "已推行。", "无")]
    file = clerk.one(table(clerk.folder / "高新区税务局 七月.xlsx", rows), "--period", MONTH, "--dry-run")
    assert placed(file) == ("高新区税务局", MONTH, "merged")
    assert "按文件名识别" in file["evidence"]
    assert file["certainty"] == "likely"
    other = [("填报单位：区税务局",), *rows]
    file = clerk.one(table(clerk.folder / "高新区税务局 八月.xlsx", other), "--period", MONTH, "--dry-run")
    assert placed(file) == ("区税务局", MONTH, "merged")


def _only_caption(form: Form) -> None:
    caption = form.sheet["A2"].value
    form.nameless()
    form.sheet["A2"] = caption


def _no_numbers(form: Form) -> None:
    form.nameless()
    for row in form.rows.values():
        form.sheet.cell(row, 2).value = form.sheet.cell(row, 2).value.split(".", 1)[1]


def _no_words(form: Form) -> None:
    form.nameless()
    for no, row in form.rows.items():
        form.sheet.cell(row, 2).value = f"{no}."


def _no_unit_line(form: Form) -> None:
    form.nameless()
    form.sheet["A2"] = None


def _measures_only(form: Form) -> None:
    _no_unit_line(form)
    for row in form.rows.values():
        form.sheet.cell(row, 3).value = None


@pytest.mark.parametrize(
    ("change", "evidence", "certainty"),
    [
        (_only_caption, "按表号识别", "sure"),
        (Form.nameless, "按填报单位识别，按序号和措施文字对上 6 条", "likely"),
        (_no_numbers, "按填报单位识别，按序号和措施文字对上 6 条", "likely"),
        (_no_words, "按填报单位识别，按序号和措施文字对上 6 条", "likely"),
        (_no_unit_line, "按责任单位栏识别", "likely"),
        (_measures_only, "按措施归属识别", "likely"),
    ],
)
def test_02_identity_falls_back_in_layers_and_says_which_and_how_sure(
    clerk: Clerk, change: object, evidence: str, certainty: str
) -> None:
    assert callable(change)
    file = clerk.one(clerk.messy(change, answers=SAID), "--received", "2021-07-22")
    assert placed(file) == (COURT, MONTH, "merged")
    assert evidence in file["evidence"]
    assert file["certainty"] == certainty
    assert (file["changed"], file["conflicts"]) == (2, [])
    assert clerk.entry(60, COURT)["progress"] == "已办 312 件。"


def test_02_a_unit_goes_by_its_aliases_and_a_new_one_is_asked_once(clerk: Clerk) -> None:
    def renamed(name: str, back: str) -> Path:
        def change(form: Form) -> None:
            _measures_only(form)
            form.sheet["A2"] = f"填报单位：{name}　　报告期：2021年7月"

        return clerk.messy(change, unit=HOUSING, answers={27: {"progress": back}}, name=f"{back}.xlsx")

    assert placed(clerk.one(renamed("区住房城乡建设局", "甲"), "--dry-run"))[0] == HOUSING
    back = renamed("清城建设局", "乙")
    asked = clerk.one(back, expect=1)
    assert placed(asked) == (None, None, "refused")
    assert [each["ask"] for each in asked["questions"]] == ["unit"]
    clerk.window.receive(back)
    (strip,) = clerk.window.asked
    assert (strip.question.ask, strip.question.subject) == (Ask.UNIT, "清城建设局")
    clerk.window.answer(strip, HOUSING)
    clerk.window.merge()
    assert clerk.entry(27, HOUSING)["progress"] == "乙"
    assert placed(clerk.one(renamed("清城建设局", "丙")))[0] == HOUSING


@pytest.mark.parametrize(
    "name",
    ["xls/libreoffice.xls", "xls/named.et", "xlsx/named.et", "ods/libreoffice.ods", "xlsx/libreoffice.xlsm",
     "xlsx/sheetjs-016.xlsb", "odt/libreoffice.odt", "docx/libreoffice.docm", "docx/named.doc", "xlsx/named.docx"],
)
def test_03_every_kind_is_told_by_its_bytes_and_read(clerk: Clerk, name: str) -> None:
    file = clerk.one(SAVED / name, "--received", "2021-07-22")
    assert placed(file) == (MARKET, MONTH, "merged")
    progress = answers.cells("answers")[10]["progress"]
    assert clerk.entry(10, MARKET)["progress"] == progress


@pytest.mark.parametrize("name", ["libreoffice.doc", "named.wps"])
def test_03_of_an_old_document_it_is_said_how_to_save_it(clerk: Clerk, name: str) -> None:
    file = clerk.one(SAVED / "others" / name, expect=1)
    assert file["outcome"] == "refused"
    for words in ("doc 或 wps", "WPS", "另存为 docx"):
        assert words in file["reason"]


@pytest.mark.parametrize("name", ["msoffcrypto.xlsx", "msoffcrypto.docx", "poi.xls"])
def test_04_a_password_is_asked_for_and_never_called_damage(clerk: Clerk, name: str) -> None:
    file = clerk.one(SAVED / "locked" / name, expect=1)
    assert file["outcome"] == "refused"
    assert "密码" in file["reason"]
    assert "损坏" not in file["reason"]
    with clerk.services() as services:
        asked = services.collect.preview([SAVED / "locked" / name]).files[0]
        assert (asked.file.locked, asked.status) == (True, "要密码")
        plan = services.collect.preview([SAVED / "locked" / name], passwords=[PASSWORD])
        assert services.collect.apply(plan) is not None
        assert services.look.snapshot(JULY).entry(47, MARKET).text("progress") == "本月无新进展，待市级系统上线。"


@pytest.mark.parametrize("name", ["scan.pdf", "photo.jpg", "screenshot.png"])
def test_05_a_scan_is_kept_as_an_attachment_of_the_units_return(clerk: Clerk, name: str) -> None:
    scan = copied(SAVED / "others" / name, clerk.folder / f"{COURT}盖章件{Path(name).suffix}")
    file = clerk.one(scan, "--received", "2021-07-22", expect=1)
    assert (file["unit"], file["kept"], file["changed"]) == (COURT, True, 0)
    assert file["attachments"] == [{"no": None, "name": scan.name}]
    assert "读不出表格" in file["reason"]
    with clerk.services() as services:
        snapshot = services.look.snapshot(JULY)
        (kept,) = snapshot.attachments
        assert (kept.unit, kept.no, kept.name, kept.size) == (COURT, None, scan.name, scan.stat().st_size)
        assert services.collect.store.file_bytes(kept.sha256) == scan.read_bytes()
    assert clerk.entry(60, COURT)["progress"] == ""
    assert clerk.one(scan)["outcome"] == "duplicate"


def test_05_a_scan_that_names_no_unit_is_given_one_by_the_clerk(clerk: Clerk) -> None:
    scan = copied(SAVED / "others" / "scan.pdf", clerk.folder / "扫描0001.pdf")
    asked = clerk.one(scan, expect=1)
    assert (asked["unit"], asked["kept"], [each["ask"] for each in asked["questions"]]) == (None, False, ["unit"])
    told = clerk.one(scan, "--unit", COURT, expect=1)
    assert (told["unit"], told["kept"], told["certainty"]) == (COURT, True, "told")


@pytest.mark.parametrize("name", ["bsdtar-gbk.zip", "bsdtar-gbk-within.zip", "7zip.zip", "infozip.zip"])
def test_06_names_in_a_zip_are_decoded_and_its_forms_merged(clerk: Clerk, name: str) -> None:
    files = {each["member"].rsplit("/", 1)[1]: each for each in clerk.merge(SAVED / "archives" / name)}
    form = files["区市场监管局（最终版）.xlsx"]
    assert placed(form) == (MARKET, MONTH, "merged")
    assert form["member"].endswith("回收表/区市场监管局（最终版）.xlsx")
    assert form["member"].startswith("回收表.zip/") == ("within" in name)
    photo = files["现场照片.jpg"]
    assert (photo["unit"], photo["kept"], photo["attachments"]) == (MARKET, True, [{"no": None, "name": "现场照片.jpg"}])
    assert clerk.entry(10, MARKET)["source"]["file"] == "区市场监管局（最终版）.xlsx"


@pytest.mark.parametrize("name", ["rar4.rar", "rar5.rar", "7zip.7z"])
def test_06_of_an_archive_that_cannot_be_opened_it_is_said_what_to_do(clerk: Clerk, name: str) -> None:
    file = clerk.one(SAVED / "others" / name, expect=1)
    assert file["outcome"] == "refused"
    assert "解压" in file["reason"]


def test_07_lock_files_and_litter_are_skipped_and_listed(clerk: Clerk) -> None:
    folder = clerk.folder / "回收"
    clerk.filled(clerk.form(COURT), SAID, "区法院.xlsx")
    litter = ("~$区法院.xlsx", "区法院.tmp", "~WRL0001.tmp", ".DS_Store", "空.xlsx", ".~lock.区法院.ods#", "Thumbs.db")
    for name in litter:
        (folder / name).write_bytes(b"" if name == "空.xlsx" else b"\0\1litter")
    files = {Path(each["path"]).name: each for each in clerk.merge(folder, expect=1)}
    assert placed(files.pop("区法院.xlsx")) == (COURT, MONTH, "merged")
    assert set(files) == set(litter)
    for name, file in files.items():
        assert file["outcome"] == "refused"
        assert ("空的" if name == "空.xlsx" else "已跳过") in file["reason"]


def test_07_litter_in_a_zip_is_skipped_too(clerk: Clerk) -> None:
    packed = clerk.folder / "包.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(clerk.filled(clerk.form(COURT), SAID), "区法院.xlsx")
        for name in ("~$区法院.xlsx", "__MACOSX/._区法院.xlsx", ".DS_Store", "空.docx"):
            archive.writestr(name, b"")
    files = {each["member"]: each for each in clerk.merge(packed, expect=1)}
    assert files.pop("区法院.xlsx")["outcome"] == "merged"
    assert len(files) == 4
    assert {each["outcome"] for each in files.values()} == {"refused"}
    with clerk.services() as services:
        assert services.look.snapshot(JULY).attachments == ()


def test_07_a_folder_of_nothing_but_litter_is_no_reason_to_wait(clerk: Clerk) -> None:
    (clerk.folder / "空").mkdir()
    (clerk.folder / "空" / ".DS_Store").write_bytes(b"x")
    answer = clerk.ask("merge", clerk.folder / "空")
    assert answer["operation"] is None
    assert [(each["outcome"], each["kept"]) for each in answer["files"]] == [("refused", False)]
