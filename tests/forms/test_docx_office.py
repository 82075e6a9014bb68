"""LibreOffice itself: it finishes our pages, shows every text on them, and a form survives its saving in three formats."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from qcapp.forms.carriers import find_form_ids
from qcapp.forms.docx_reader import read_docx
from qcapp.forms.docx_writer import write_docx
from qcapp.forms.layout import Block, ContactLine, Paper, TableDocument
from qcapp.forms.odt_reader import read_odt
from tests.forms.tables import FORM_ID, form, official, plan, slip
from tests.returns.docx.make import filled_form
from tests.returns.xlsx.make import resave
from tools.made_up_returns import fill_docx

pytestmark = pytest.mark.office

HEADINGS = "重点任务改革措施责任单位责任人联系电话进展情况存在问题完成时限"
DONE = (
    "已制定工作方案并印发实施，", "召开部门协调会2次，", "完成系统对接调试，", "组织培训30人次，", "办理业务1,286件，",
    "梳理事项清单86项，",
)
LONG = "\n".join(f"第{number}项已经办结。" for number in range(1, 151))


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


def pages_of(pdf: Path) -> list[str]:
    """The text of each page without blanks."""
    if not shutil.which("pdftotext"):
        pytest.skip("needs poppler")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60).stdout
    return [re.sub(r"\s+", "", page) for page in text.decode("utf-8").split("\f")[:-1]]


def crowded() -> TableDocument:
    """The list with joint contacts and three very long texts: vertically centred, LibreOffice 7.4 never ended it."""
    dice = random.Random(2)
    long = {dice.randint(1, 74): dice.randint(60, 200) for _ in range(3)}
    dice = random.Random(2)
    blocks = []
    for measure in plan().measures:
        done = [dice.choice(DONE) for _ in range(dice.randint(1, 9))]
        done = [f"（第{number}句）{dice.choice(DONE)}" for number in range(long.get(measure.no, 0))] or done
        units = plan().units_of[measure.no]
        contacts = []
        for label in measure.contacts:
            if len(units) > 1:
                names, phones = (f"\n【{unit}】张三" for unit in units), (f"【{unit}】0763-3366666" for unit in units)
                contacts.append(ContactLine(label, "".join(names), "\n".join(phones)))
            else:
                name, phone = dice.choice(["张三", "李四光", "欧阳建国"]), dice.choice(["0763-3366666", "13800138000"])
                contacts.append(ContactLine(label, name, phone))
        problems = dice.choice(["无", "", "系统接口未开放，需市级部门协调解决。"])
        deadline = dice.choice(["2021年12月底", "长期坚持", "2021-12-31"])
        task, unit = plan().task_of(measure.no).heading, plan().printed_unit(measure.no)
        text = "".join(done)
        text = text if measure.no in long else text[:-1] + "。"
        blocks.append(Block(measure.no, task, measure.printed, unit, tuple(contacts), text, problems, deadline))
    return TableDocument(plan().title, tuple(blocks), "报告期：2021年7月", paper=Paper.A4)


def test_a_crowded_table_is_laid_out_at_all(tmp_path: Path, profile: Path) -> None:
    write_docx(crowded(), tmp_path / "表.docx")
    assert resave(tmp_path / "表.docx", "pdf", tmp_path, profile).stat().st_size > 0


@pytest.mark.parametrize("paper", list(Paper))
def test_printed_pages_have_head_and_number_and_no_text_is_lost(paper: Paper, tmp_path: Path, profile: Path) -> None:
    write_docx(official(paper, progress={6: LONG, 30: LONG}), tmp_path / "表.docx")
    pages = pages_of(resave(tmp_path / "表.docx", "pdf", tmp_path, profile))
    for number, page in enumerate(pages, start=1):
        assert HEADINGS in page
        assert f"第{number}页共{len(pages)}页" in page
    everything = "".join(pages)
    assert all(everything.count(f"第{number}项已经办结。") == 2 for number in range(1, 151))


def test_what_a_unit_writes_at_length_flows_over_pages(tmp_path: Path, profile: Path) -> None:
    document = form("区住建局", filled=False)
    write_docx(document, tmp_path / "表.docx")
    fill_docx(tmp_path / "表.docx", tmp_path / "表.docx", {document.blocks[1].no: {"progress": LONG}})
    pages = pages_of(resave(tmp_path / "表.docx", "pdf", tmp_path, profile))
    assert all(f"表号：{FORM_ID}" in page for page in pages)
    assert all(f"第{number}项已经办结。" in "".join(pages) for number in range(1, 151))
    assert "填表说明：" in pages[-1]
    assert "6.填好后保存原文件" in pages[-1]


def test_a_form_saved_as_doc_and_docx_again_says_the_same(tmp_path: Path, profile: Path) -> None:
    source = filled_form(tmp_path / "填好.docx")
    (tmp_path / "旧").mkdir()
    (tmp_path / "新").mkdir()
    old = resave(source, "doc", tmp_path / "旧", profile)
    sent, back = read_docx(source.read_bytes()), read_docx(resave(old, "docx", tmp_path / "新", profile).read_bytes())
    assert back.sheets[0].rows == sent.sheets[0].rows
    assert set(back.sheets[0].merges) == set(sent.sheets[0].merges)
    assert find_form_ids(back) == find_form_ids(sent)


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_the_whole_official_table_saved_again_is_the_same_table(kind: str, tmp_path: Path, profile: Path) -> None:
    write_docx(official(Paper.A3), tmp_path / "表.docx")
    (tmp_path / "另存").mkdir()
    saved = resave(tmp_path / "表.docx", kind, tmp_path / "另存", profile).read_bytes()
    sent, back = read_docx((tmp_path / "表.docx").read_bytes()), (read_odt if kind == "odt" else read_docx)(saved)
    assert back.sheets[0].rows == sent.sheets[0].rows
    assert set(back.sheets[0].merges) == set(sent.sheets[0].merges)


def test_a_printed_slip_shows_every_reason_whole_and_survives_saving(tmp_path: Path, profile: Path) -> None:
    reasons = "\n".join(f"{number}. 第{number}处请重写。" for number in range(1, 8))
    document = slip("区住建局", reasons=reasons)
    write_docx(document, tmp_path / "退回.docx")
    pages = pages_of(resave(tmp_path / "退回.docx", "pdf", tmp_path, profile))
    assert all(f"{HEADINGS}退回原因" in page for page in pages)
    assert all("".join(pages).count(f"第{number}处请重写") == len(document.blocks) for number in range(1, 8))
    (tmp_path / "另存").mkdir()
    saved = resave(tmp_path / "退回.docx", "odt", tmp_path / "另存", profile).read_bytes()
    assert read_odt(saved).sheets[0].rows == read_docx((tmp_path / "退回.docx").read_bytes()).sheets[0].rows
