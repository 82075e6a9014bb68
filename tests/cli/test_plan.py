"""The list from the command line: looked at, changed with month and reason, undone; next year's from a real 细化表."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.desk import MONTH, Desk

TAX, MARKET, COURT = "区税务局", "区市场监管局", "区法院"
SINCE = ("--since", "2021-08", "--reason", "区委编办 12 号文")


def listed(desk: Desk, month: str = "2021-08") -> dict[str, Any]:
    found: dict[str, Any] = desk.ask("plan", "show", "--period", month)
    return found


def measure(desk: Desk, no: int, month: str = "2021-08") -> dict[str, Any]:
    return next(each for each in listed(desk, month)["measures"] if each["no"] == no)


def test_a_measure_goes_to_another_unit_from_a_month_on(desk: Desk) -> None:
    before = listed(desk, MONTH)
    units = measure(desk, 11)["units"]
    done = desk.ask("plan", "assign", 11, "--unit", MARKET, "--instead-of", units[0], *SINCE)
    assert done["summary"] == f"第 11 条由{units[0]}改由{MARKET}负责，2021年8月起（区委编办 12 号文）"
    assert (done["gained"], done["lost"]) == ([{"no": 11, "unit": MARKET}], [{"no": 11, "unit": units[0]}])
    assert measure(desk, 11)["units"] == [MARKET, *units[1:]]
    assert listed(desk, MONTH) == before
    (kept,) = desk.ask("plan", "changes")["amendments"]
    assert (kept["kind"], kept["since"], kept["operation"]) == ("assign", "2021-08", done["operation"])
    told = desk.say("plan", "changes", "--year", "2021")
    assert "2021年8月起：第 11 条由" in told
    assert "→" in told
    assert "清单" in desk.say("operations")
    desk.say("undo", done["operation"])
    assert listed(desk) | {"period": ""} == before | {"period": ""}
    assert desk.say("plan", "changes").endswith("还没有变更。\n")


def test_each_word_changes_what_it_says(desk: Desk) -> None:
    def do(*words: object) -> dict[str, Any]:
        done: dict[str, Any] = desk.ask("plan", *words, *SINCE)
        return done

    do("add-task", "二十.优化融资服务", "--after", 1)
    do("rename-task", 20, "二十.优化融资")
    do("add-unit", "区金融局", "--alias", "金融办")
    do("add-measure", "-5% 的费率试点", "--task", 20, "--unit", "金融办", "--contact", "责任人", "--section", "（五）4")
    do("amend-measure", 75, "--text", "费率再降 5%", "--printed-unit", "区金融局（牵头）")
    do("split-measure", 75, "--part", "其一", "--part", "其二", "区金融局", TAX)
    do("retire-measure", 77)
    do("rename-unit", COURT, "清城区法院")
    do("alias", TAX, "税务分局", "--until", "2021-09")
    do("unassign", 11, "--unit", measure(desk, 11)["units"][-1])
    found = listed(desk)
    assert [task["heading"] for task in found["tasks"]][1] == "二十.优化融资"
    part = measure(desk, 76)
    assert (part["text"], part["units"], part["split_from"], part["contacts"]) == ("其一", ["区金融局"], 75, ["责任人"])
    assert [each["no"] for each in found["measures"] if each["no"] > 74] == [76]
    units = {unit["name"]: unit["aliases"] for unit in found["units"]}
    assert COURT in units["清城区法院"]
    assert "税务分局" in units[TAX]
    assert "税务分局" not in {unit["name"]: unit["aliases"] for unit in listed(desk, "2021-10")["units"]}[TAX]
    assert len(measure(desk, 11)["units"]) == 1
    desk.ask("plan", "retire-measure", 76, "--since", "2021-09", "--reason", "完成")
    desk.ask("plan", "retire-unit", "区金融局", "--since", "2021-09", "--reason", "撤销")
    desk.ask("plan", "retire-task", 20, "--since", "2021-09", "--reason", "完成")
    assert (len(listed(desk, "2021-09")["units"]), len(listed(desk, "2021-09")["tasks"])) == (20, 19)
    assert len(listed(desk, MONTH)["measures"]) == 74
    assert "台账完好" in desk.say("check")


def test_a_unit_is_merged_into_another_and_brings_what_is_asked_for(desk: Desk) -> None:
    owned = next(unit["measures"] for unit in listed(desk)["units"] if unit["name"] == COURT)
    desk.ask("set", owned[0], "responsible.name", "王五", "--unit", COURT, "--period", MONTH)
    done = desk.ask("plan", "merge-unit", COURT, "--into", TAX, "--carry", "contacts", *SINCE)
    assert done["carried"] == 1
    assert desk.entry(owned[0], TAX, "2021-08")["contacts"][0]["name"] == "王五"
    assert desk.entry(owned[0], COURT)["contacts"][0]["name"] == "王五"
    desk.say("history", owned[0])


def test_a_dry_run_tells_and_changes_nothing(desk: Desk) -> None:
    desk.send(COURT, formats=("xlsx",), month="2021-08")
    owned = next(unit["measures"] for unit in listed(desk)["units"] if unit["name"] == COURT)
    words = ("plan", "assign", owned[0], "--unit", TAX, "--instead-of", COURT, *SINCE)
    told = desk.ask(*words, "--dry-run", expect=1)
    assert told["operation"] is None
    assert [(form["unit"], form["gone"]) for form in told["forms"]] == [(COURT, [owned[0]])]
    assert "预览，台账没有改动" in desk.say(*words, "--dry-run", expect=1)
    assert desk.ask("plan", "changes")["amendments"] == []
    assert "请重新下发" in desk.say(*words, expect=1)


def test_a_form_that_comes_back_after_the_change_loses_nothing(desk: Desk) -> None:
    desk.send("区住建局", formats=("xlsx",))
    form = desk.form("区住建局")
    back = desk.filled(form, {6: {"progress": "已办结 3 件"}, 7: {"progress": "已办结 5 件"}})
    owned = next(unit["measures"] for unit in listed(desk, MONTH)["units"] if unit["name"] == "区住建局")
    assert 6 in owned
    desk.ask("plan", "retire-measure", 6, "--since", MONTH, "--reason", "完成", expect=1)
    (file,) = desk.ask("merge", back, "--received", "2021-07-22")["files"]
    assert [note["no"] for note in file["notes"] if note["code"] == "measure_retired"] == [6]
    assert any("已办结 3 件" in note["message"] for note in file["notes"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "缺少 哪一项"),
        (("retire-measure", "11"), "缺少 --since"),
        (("retire-measure", "11", "--since", "2021-08"), "缺少 --reason"),
        (("retire-measure", "11", "--since", "2021-08", "--reason", " "), "变更清单要写明理由"),
        (("retire-measure", "99", *SINCE), "第 99 条措施清单里没有"),
        (("retire-unit", TAX, *SINCE), f"{TAX}还负责第"),
        (("add-measure", "新", "--task", "1", "--unit", TAX, "--no", "11", *SINCE), "第 11 条已经有了"),
        (("rename-unit", TAX, COURT, *SINCE), f"“{COURT}”已经是{COURT}的名称"),
        (("retire-measure", "11", "--since", "2020-08", "--reason", "x"), "变更不能从 2020年8月起"),
        (("alias", TAX, "税局", "--until", "2021-09", "--end", *SINCE), "--until 和 --end 只能写一个"),
        (("split-measure", "11", "--part", "一", *SINCE), "至少要写出两条"),
        (("assign", "11", "--unit", "区渔业局", *SINCE), "清单里没有责任单位“区渔业局”"),
        (("changes", "--year", "2020"), "没有 2020 年的责任清单"),
        (("export", "list.txt"), "清单不能写成“.txt”格式"),
    ],
)
def test_what_cannot_be_done_is_answered_in_one_sentence(desk: Desk, words: tuple[str, ...], sentence: str) -> None:
    desk.say("plan", *words, expect=2)
    assert sentence in desk.complaint
    assert len(desk.ask("operations")["operations"]) == 1


def test_an_entry_in_the_way_is_named(desk: Desk) -> None:
    desk.ask("set", 11, "progress", "已办结", "--unit", TAX, "--period", "2021-09")
    for words in (("retire-measure", 11), ("assign", 11, "--unit", COURT, "--instead-of", TAX)):
        desk.say("plan", *words, *SINCE, expect=3)
        assert "2021年9月第 11 条 区税务局已经有填报内容" in desk.complaint
        assert "请从 2021年10月起改" in desk.complaint


def next_years(desk: Desk) -> Path:
    """This year's 细化表 as a file, made next year's by hand: another title, measure 1 reworded, another matter under 2."""
    path = desk.folder / "2022年细化表.xlsx"
    desk.say("plan", "export", path, "--period", "2021-12")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str):
                continue
            cell.value = cell.value.replace("2021年", "2022年", 1) if "责任清单细化表" in cell.value else cell.value
            if re.match(r"1\.", cell.value):
                cell.value += "并形成经验做法。"
            elif re.match(r"2\.", cell.value):
                cell.value = "2.建设数字乡村综合服务平台试点，年底前覆盖全部街镇。"
    book.save(path)
    return path


def test_next_years_list_is_imported_from_its_file_and_both_years_stay(desk: Desk) -> None:
    desk.ask("set", 1, "responsible.name", "王五", "--unit", "区工信局", "--period", "2021-12")
    path = next_years(desk)
    words = ("plan", "import", path, "--year", 2022)
    told = desk.ask(*words, "--dry-run")
    assert (told["operation"], told["measures"], told["units"], told["since"]) == (None, 74, 20, "2022-01")
    relations = {line["new"]: (line["old"], line["relation"]) for line in told["mapping"]["measure"] if line["new"]}
    assert (relations["1"], relations["2"], relations["3"]) == ((["1"], "amended"), ([], "new"), (["3"], "same"))
    assert {line["old"][0] for line in told["mapping"]["measure"] if line["new"] is None} == {"2"}
    assert {line["relation"] for line in told["mapping"]["unit"]} == {"same"}
    assert listed(desk, "2022-01")["year"] == 2021
    done = desk.ask(*words, "--map", "2=2", "--carry", "contacts")
    assert next(line for line in done["mapping"]["measure"] if line["new"] == "2")["why"] == "由经办人指定"
    assert (listed(desk, "2021-12")["year"], listed(desk, "2022-01")["year"]) == (2021, 2022)
    assert desk.entry(1, "区工信局", "2022-01")["contacts"][0]["name"] == "王五"
    desk.say("plan", "import", path, "--year", 2022, expect=2)
    assert "已经有 2022 年的责任清单" in desk.complaint
    desk.send("区法院", formats=("xlsx",), month="2022-01")
    desk.say("undo", done["operation"], expect=3)
    assert "2022年1月按 2022 年的清单已经下发过" in desk.complaint
    assert "台账完好" in desk.say("check")


def test_a_mapping_that_can_not_be_understood_is_answered(desk: Desk) -> None:
    path = next_years(desk)
    desk.say("plan", "import", path, "--year", 2022, "--map", "1-2", expect=2)
    assert "对应关系“1-2”看不懂" in desk.complaint
    desk.say("plan", "import", path, "--year", 2022, "--map", "99=1", expect=2)
    assert "措施序号有误" in desk.complaint
    desk.say("plan", "import", desk.folder / "没有.xlsx", "--year", 2022, expect=3)
    assert "找不到这个文件" in desk.complaint


def test_the_mapping_is_changed_after_the_import_and_taken_back(desk: Desk) -> None:
    path = next_years(desk)
    desk.say("plan", "import", path, "--year", 2022)
    before = desk.ask("plan", "map")["mapping"]
    done = desk.ask("plan", "map", "--map", "2+4=2", "--map-unit", f"{COURT}+{TAX}={COURT}")
    lines = {line["new"]: line for line in done["mapping"]["measure"]}
    assert (lines["2"]["old"], lines["2"]["relation"], lines["4"]["relation"]) == (["2", "4"], "merged", "split")
    assert next(line for line in done["mapping"]["unit"] if line["new"] == COURT)["old"] == [TAX, COURT]
    assert f"{TAX}、{COURT} → {COURT}" in desk.say("plan", "map", "--year", "2022")
    desk.say("plan", "map", "--map", "2+4=2", expect=2)
    assert "对应关系没有变化" in desk.complaint
    desk.say("undo", done["operation"])
    assert desk.ask("plan", "map")["mapping"] == before
    desk.say("plan", "map", "--year", "2021", expect=2)
    assert "没有上年的清单可以对应" in desk.complaint


def test_januarys_forms_offer_what_the_measure_said_in_december(desk: Desk) -> None:
    desk.ask("set", 1, "progress", "十二月已办结 3 件", "--unit", "区工信局", "--period", "2021-12")
    desk.say("plan", "import", next_years(desk), "--year", 2022)
    out = desk.folder / "下发"
    desk.ask("dispatch", "--period", "2022-01", "--out", out, "--unit", "区工信局", "--format", "xlsx", "--with-last-progress")
    sheet = openpyxl.load_workbook(next(out.glob("*.xlsx"))).worksheets[0]
    said = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("十二月已办结 3 件" in each for each in said)
