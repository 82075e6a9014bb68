"""填报单位说明: one page, true to the rules that returns are judged by, with the month's day and the office's contact."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.ledger import Snapshot
from qcapp.domain.phones import numbers
from qcapp.domain.settings import CONTACT
from qcapp.forms.paper import Grid, OfficialPaper
from qcapp.forms.paper_docx import write_paper
from qcapp.publish.unit_guide import compose_unit_guide, general_unit_guide
from qcapp.stats.rules import Context, failures, is_qualified
from tests.factory import small_plan
from tests.merge.world import JULY, World
from tests.programs import ended

LONG = "清城区优化营商环境工作领导小组办公室（区政务服务数据管理局）"


def snapshot(contact: str = "某甲，0763-3312345", office: str = "区营商办") -> Snapshot:
    made = World().snapshot(JULY)
    return replace(made, plan=replace(made.plan, office=office), settings={CONTACT.key: contact} if contact else {})


def rows(paper: OfficialPaper) -> dict[str, str]:
    (grid,) = [part for part in paper.parts if isinstance(part, Grid)]
    return {name: text for name, text in grid.rows}  # noqa: C416


def quoted(text: str) -> list[str]:
    return re.findall("“([^”]+)”", text)


def test_it_names_the_day_the_office_and_whom_to_ask() -> None:
    paper = compose_unit_guide(snapshot())
    assert paper.title == "2021年7月填报单位说明"
    assert rows(paper)["什么时候报"] == "请于2021年7月25日24时前报区营商办；及时与否按收到的日子算。"
    assert rows(paper)["问谁"] == "联系人：某甲，联系电话：0763-3312345"


def test_what_is_not_known_is_left_to_be_written_by_hand() -> None:
    for paper in (compose_unit_guide(snapshot(contact="")), general_unit_guide(small_plan())):
        assert rows(paper)["问谁"].startswith("联系人：＿＿＿")
    assert general_unit_guide(small_plan()).title == "填报单位说明"


def test_what_it_allows_and_forbids_is_what_the_rules_allow_and_forbid() -> None:
    said = rows(compose_unit_guide(snapshot()))
    context = Context(year=2021, contacts=())
    progress = said["进展情况"].splitlines()
    allowed, forbidden = quoted(progress[0]), quoted(progress[1])
    assert allowed == ["本月无新进展"]
    assert all(is_qualified(failures({"progress": words}, context)) for words in allowed)
    assert forbidden == ["无", "同上", "详见附件"]
    assert not any(is_qualified(failures({"progress": words}, context)) for words in forbidden)
    good, bad = said["完成时限"].split("不要写")
    days = [*re.split("、|，或", good.removeprefix("看得出日子："))[:3], *quoted(good)]
    assert days == ["2021年12月底", "2021-12-31", "第四季度", "长期坚持", "已完成"]
    assert all(parse_deadline(each, 2021).understood for each in days)
    assert not any(parse_deadline(each, 2021).understood for each in quoted(bad))
    (phone,) = numbers(re.findall(r"如([\d-]+)", said["联系电话"])[0])
    assert phone.plausible


@pytest.mark.office
@pytest.mark.parametrize(
    "paper",
    [
        general_unit_guide(small_plan()), compose_unit_guide(snapshot()),
        compose_unit_guide(snapshot(f"某甲、某乙，0763-3312345、13800000000（{LONG}）", LONG)),
    ],
    ids=["general", "month", "long"],
)
def test_it_is_one_page(paper: OfficialPaper, tmp_path: Path) -> None:
    write_paper(paper, tmp_path / "说明.docx")
    profile = (tmp_path / "profile").as_uri()
    words = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    ended([*words, tmp_path / "说明.docx"], check=True)
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo (poppler-utils) is not installed")
    told = ended(["pdfinfo", tmp_path / "说明.pdf"], check=True)
    assert "Pages:           1\n" in told.stdout
