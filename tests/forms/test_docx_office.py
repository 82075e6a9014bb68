"""LibreOffice itself: it finishes our pages, shows every text on them, and a form survives its saving in three formats."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from qcapp.forms.carriers import find_form_ids
from qcapp.forms.docx_reader import read_docx
from qcapp.forms.docx_writer import write_docx
from qcapp.forms.layout import Paper
from qcapp.forms.odt_reader import read_odt
from tests.forms.tables import FORM_ID, form, official
from tests.returns.docx.make import filled_form
from tests.returns.xlsx.make import resave
from tools.made_up_returns import fill_docx

pytestmark = pytest.mark.office

HEADINGS = "重点任务改革措施责任单位责任人联系电话进展情况存在问题完成时限"
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


@pytest.mark.parametrize("paper", list(Paper))
def test_printed_pages_have_head_and_number_and_no_text_is_lost(paper: Paper, tmp_path: Path, profile: Path) -> None:
    """With vertically centred cells LibreOffice did not end here."""
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
