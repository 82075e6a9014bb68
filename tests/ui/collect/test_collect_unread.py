"""Files that could not be read look as what they are, before the merge and after it; and so does a form that is not 合格."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.merge.world import JULY
from tests.ui.collect.world import Sitting
from ui.models.collect_files import NAME
from ui.theme import Tone

CUT = "这份文件不完整，可能没有拷完，请让单位重新发送。"


def pill(sitting: Sitting, row: int = 0) -> tuple[str, Tone]:
    return sitting.page.files.model.pill(row)


def test_a_scan_stays_amber_after_the_merge_until_it_is_typed_in(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "区教育局盖章件.jpg"
    sitting.shelf.scan(path)
    sitting.drop(path)
    assert pill(sitting) == ("待录入", Tone.WARN)
    sitting.merge()
    assert "另有 1 份读不出内容，要对照录入或请单位重发" in sitting.said[-1]
    assert pill(sitting) == ("待录入", Tone.WARN)
    assert "还没有录入" in sitting.page.files.sentence.text()
    first = sitting.shelf.plan.measures_of["区教育局"][0]
    sitting.services.edit.set_field(first, "区教育局", JULY, "progress", "已印发方案。")
    sitting.page.refresh()
    assert pill(sitting) == ("已合并", Tone.INFO)


def test_a_broken_file_is_only_to_be_sent_again_and_cannot_be_typed_in(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "区教育局.xlsx"
    sitting.shelf.files[path] = [replace(sitting.shelf.scan(path), refusal=CUT, broken=True)]
    sitting.drop(path)
    assert pill(sitting) == ("请重发", Tone.WARN)
    for _ in range(2):  # before the merge, and after it
        strip = sitting.page.compare.strips.kept
        assert strip is not None
        assert CUT.removesuffix("。") in strip.sentence.text()
        assert strip.by_hand.isHidden()
        assert strip.stops == []
        sitting.merge()
    assert pill(sitting) == ("请重发", Tone.WARN)


def test_a_form_that_is_not_qualified_says_so_before_it_is_merged(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "教育.xlsx"
    sitting.shelf.lay(path, {33: {"progress": "详见附件"}}, unit="区教育局", period=JULY)
    sitting.drop(path)
    assert pill(sitting) == ("不合格 1", Tone.WARN)
    assert "1 条不合格，合并后可用“退回说明…”退回。" in sitting.page.files.sentence.text()
    assert sitting.page.files.model.index(0, NAME).data() == "教育.xlsx"
    assert sitting.page.compare.foot.merge.isEnabled()
