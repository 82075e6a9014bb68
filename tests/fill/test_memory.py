"""A crash, a full disk, a damaged file: what was typed is there again at the next opening, or the loss is said."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from qcapp.domain.errors import WriteFailed
from qcapp.domain.period import Period
from qcapp.services.fill_memory import FillMemory, Kept
from tests.fill.conftest import Unit, typed_in

ID, EARLIER = "QC-202107-02-3F9K", "QC-202106-02-7AAB"
TRAFFIC = "区交通运输局"


def kept(day: int, progress: str, unit: str = "区税务局") -> Kept:
    return Kept(unit, datetime(2021, 7, day, 9, 0), "/下发/表.xlsx", {"11": {"progress": progress}})


def test_a_draft_is_there_again(tmp_path: Path) -> None:
    memory = FillMemory(tmp_path / "fill")
    assert memory.draft(ID) is None
    memory.keep_draft(ID, kept(20, "第一段\n第二段"))
    memory.keep_draft(ID, kept(21, "改过"))
    assert FillMemory(tmp_path / "fill").draft(ID) == kept(21, "改过")
    memory.drop_draft(ID)
    memory.drop_draft(ID)
    assert memory.draft(ID) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"unit": 1}', '{"unit":"a","at":"x","source":"","target":"","rows":{}}'])
def test_a_damaged_draft_is_as_if_there_were_none(tmp_path: Path, text: str) -> None:
    (tmp_path / f"draft-{ID}.json").write_text(text, encoding="utf-8")
    assert FillMemory(tmp_path).draft(ID) is None


def test_fields_that_are_none_are_passed_over(tmp_path: Path) -> None:
    memory = FillMemory(tmp_path)
    memory.keep_draft(ID, Kept("区税务局", datetime(2021, 7, 1), "", {"11": {"progress": "a", "colour": "b"}}))
    read = memory.draft(ID)
    assert read is not None
    assert read.texts == {"11": {"progress": "a"}}


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "fill").write_text("in the way")
    with pytest.raises(WriteFailed, match="草稿没有保存"):
        FillMemory(tmp_path / "fill").keep_draft(ID, kept(1, "a"))


def test_last_month_is_what_the_unit_saved_with_its_corrections(tmp_path: Path) -> None:
    memory = FillMemory(tmp_path)
    both = {"11": {"progress": "六月"}, "12": {"progress": "乙"}}
    memory.keep_saved(EARLIER, Kept("区税务局", datetime(2021, 6, 20), "", both))
    memory.keep_saved("QC-202106-02-7AAC", Kept("区税务局", datetime(2021, 6, 28), "", {"11": {"progress": "六月更正"}}))
    memory.keep_saved("QC-202106-03-7AAD", Kept("区政数局", datetime(2021, 6, 29), "", {"11": {"progress": "别家"}}))
    found = memory.last_saved("区税务局", Period(2021, 6))
    assert found is not None
    assert found.texts == {"11": {"progress": "六月更正"}, "12": {"progress": "乙"}}
    assert memory.last_saved("区税务局", Period(2021, 5)) is None


def test_a_form_opened_again_offers_its_draft_until_it_is_saved(unit: Unit) -> None:
    unit.desk.send(TRAFFIC)
    form = unit.desk.form(TRAFFIC)
    opened = unit.service.open(form)
    texts = typed_in(opened, {44: {"progress": "写到一半"}})
    unit.service.keep_draft(opened, texts)
    again = unit.service.open(form)
    assert again.draft is not None
    assert again.draft.texts == texts
    saved = unit.service.save(again, texts, unit.service.suggested(again))
    after = unit.service.open(form)
    assert after.draft is None
    assert after.saved is not None
    assert (after.saved.texts, after.saved.target) == (texts, str(saved.path))


def test_next_months_form_has_this_months_words_beside_it(unit: Unit) -> None:
    unit.desk.send(TRAFFIC)
    unit.fill(unit.desk.form(TRAFFIC), {44: {"progress": "七月办理 12 件。"}})
    unit.desk.send(TRAFFIC, month="2021-08")
    opened = unit.service.open(unit.desk.form(TRAFFIC, month="2021-08"))
    assert opened.before["44"]["progress"] == "七月办理 12 件。"


def test_another_years_measure_of_that_number_is_not_last_months(unit: Unit) -> None:
    unit.desk.send(TRAFFIC)
    form = unit.service.open(unit.desk.form(TRAFFIC)).form
    before, here = form.period.shifted(-1), {"44": {"progress": "上月办理 12 件。"}}
    own = form.row("44").measure
    for measures, known in (({"44": own}, True), ({"44": "另一条措施"}, False), ({}, True)):
        kept = Kept(TRAFFIC, datetime(2021, 6, 20), "", here, measures=measures)
        unit.service.memory.keep_saved(f"QC-{before.compact}-02-7AAB", kept)
        assert ("44" in unit.service.open(unit.desk.form(TRAFFIC)).before) is known


def test_a_form_named_without_its_folder_is_saved_beside_it(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    unit.desk.send(TRAFFIC)
    form = unit.desk.form(TRAFFIC)
    monkeypatch.chdir(form.parent)
    opened = unit.service.open(Path(form.name))
    assert opened.path == form
    assert unit.service.suggested(opened).parent == form.parent


def test_the_command_line_leaves_the_windows_draft_alone(unit: Unit) -> None:
    unit.desk.send(TRAFFIC)
    opened = unit.service.open(unit.desk.form(TRAFFIC))
    unit.service.keep_draft(opened, typed_in(opened, {44: {"progress": "写到一半"}}))
    unit.service.save(opened, opened.texts, unit.service.suggested(opened), drop_draft=False)
    again = unit.service.open(opened.path)
    assert again.draft is not None
    assert again.draft.texts["44"]["progress"] == "写到一半"
