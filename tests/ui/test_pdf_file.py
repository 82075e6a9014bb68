"""The PDF itself: it opens, its text can be searched, and it comes out without a window."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from qcapp.domain.errors import Cancelled, WriteFailed
from qcapp.domain.fields import COLUMNS
from qcapp.forms.layout import Block, ContactLine, Paper, TableDocument
from tests.programs import ended
from ui.pdf.printout import lay_out
from ui.pdf.sheet import Style, sheet_for
from ui.pdf.table_pdf import save_pdf, write_pdf
from ui.pdf.typeface import Typeface


def table(count: int = 3, progress: str = "月度进展：系统已上线，见“一网通办”。", paper: Paper = Paper.A3) -> TableDocument:
    contacts = (ContactLine("责任人", "张三", "0763-3312345"), ContactLine("联系人", "李四", "13800000000"))
    blocks = tuple(
        Block(no, "一.开办企业", f"{no}.长期见效的门类", "区政数局", contacts, progress, "无", "2021年12月底")
        for no in range(1, count + 1)
    )
    return TableDocument("清城区责任清单细化表", blocks, "报告期：2021年7月", (), paper)


def read_back(path: Path) -> str:
    """All text of a PDF without white space."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    return "".join(ended(["pdftotext", "-raw", path, "-"], check=True).stdout.split())


def test_the_file_is_a_whole_pdf(qapp: QGuiApplication, tmp_path: Path) -> None:
    target = tmp_path / "清城区 细化表.pdf"
    write_pdf(table(), target)
    data = target.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize(("paper", "box"), [(Paper.A3, (1191, 842)), (Paper.A4, (842, 595))])
def test_the_paper_lies_landscape(qapp: QGuiApplication, tmp_path: Path, paper: Paper, box: tuple[int, int]) -> None:
    target = tmp_path / "表.pdf"
    write_pdf(table(paper=paper), target)
    found = target.read_bytes().split(b"/MediaBox [")[1].split(b"]")[0].split()
    assert tuple(round(float(figure)) for figure in found) == (0, 0, *box)


def test_words_printed_can_be_searched_for(qapp: QGuiApplication, tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    write_pdf(table(), target)
    words = read_back(target)
    for column in COLUMNS:
        assert column.heading in words
    assert "责任人：张三" in words
    assert "月度进展：系统已上线，见“一网通办”。" in words
    assert "长期见效的门类" in words
    assert "第1页共1页" in words


def test_figures_after_latin_letters_and_latin_words_can_be_searched_for(qapp: QGuiApplication, tmp_path: Path) -> None:
    """Some fonts draw them with glyphs of their own, which no character names."""
    target = tmp_path / "表.pdf"
    write_pdf(table(1, "系统V2.0已上线，编号A10-37，offline导入file一批，Wifi覆盖12个窗口。"), target)
    words = read_back(target)
    for word in ("V2.0", "A10-37", "offline", "file", "Wifi", "12个窗口"):
        assert word in words


def test_a_long_text_is_in_the_file_to_its_last_word(qapp: QGuiApplication, tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    story = "".join(f"第{number}户已办结；" for number in range(1, 420))
    write_pdf(table(1, story), target)
    words = read_back(target)
    assert all(f"第{number}户" in words for number in (1, 100, 200, 419))


def test_rare_characters_are_cut_where_qt_cuts_them(qapp: QGuiApplication) -> None:
    sheet = sheet_for(Paper.A4)
    text = "𠮷田街道𡈽地登记" * 20
    lines = Typeface(sheet).wrap(text, 20 * sheet.sizes[Style.BODY], Style.BODY)
    assert "".join(lines) == text
    assert len(lines) > 1


def test_a_folder_that_is_none_is_told_in_one_sentence(qapp: QGuiApplication, tmp_path: Path) -> None:
    blocker = tmp_path / "文件"
    blocker.write_text("x", encoding="utf-8")
    with pytest.raises(WriteFailed) as caught:
        write_pdf(table(), blocker / "表.pdf")
    assert str(caught.value).endswith("。")


def test_an_older_file_stays_whole_when_writing_fails(
    qapp: QGuiApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "表.pdf"
    target.write_bytes(b"older")
    monkeypatch.setattr("ui.pdf.table_pdf._paint", lambda _, path, *more: path.write_bytes(b"%PDF-1.4 cut short"))
    with pytest.raises(WriteFailed):
        write_pdf(table(), target)
    assert target.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


class _StoppedAt:
    """A clerk who presses 取消 when that many pages are written."""

    def __init__(self, pages: int) -> None:
        self._left = pages

    def report(self, done: int, total: int, what: str) -> None:
        self._left -= 1

    def cancelled(self) -> bool:
        return self._left < 0


@pytest.mark.parametrize("older", [b"older", b""])
def test_a_writing_that_is_stopped_leaves_the_older_file_and_nothing_else(
    qapp: QGuiApplication, tmp_path: Path, older: bytes
) -> None:
    target = tmp_path / "表.pdf"
    if older:
        target.write_bytes(older)
    printout = lay_out(table(count=120, progress="进展。" * 60))
    assert len(printout.pages) > 3
    with pytest.raises(Cancelled):
        save_pdf(printout, target, _StoppedAt(2))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([older] if older else [])


def test_a_file_that_can_not_be_begun_says_why(qapp: QGuiApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "表.pdf"
    target.write_bytes(b"older")
    monkeypatch.setattr("qcapp.forms.safe_write._PREFIX", "没有的文件夹/.qc-")
    with pytest.raises(WriteFailed) as caught:
        write_pdf(table(), target)
    assert str(caught.value).startswith(f"文件夹“{tmp_path}”不见了")
    assert target.read_bytes() == b"older"


def test_a_command_without_a_window_writes_it_too(tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    script = (
        "import sys; from pathlib import Path\n"
        "from qcapp.forms.layout import Block, ContactLine, TableDocument\n"
        "from ui.pdf.table_pdf import write_pdf\n"
        "block = Block(1, '一.甲', '1.乙', '丙', (ContactLine('责任人', '张三', '1'),), '丁', '无', '长期')\n"
        "write_pdf(TableDocument('表', (block,)), Path(sys.argv[1]))\n"
        "write_pdf(TableDocument('表', (block,)), Path(sys.argv[1]))\n"
    )
    done = ended([sys.executable, "-c", script, str(target)])
    assert done.stderr == ""
    assert done.returncode == 0
    assert target.read_bytes().startswith(b"%PDF-")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no locale has to be generated")
def test_a_command_without_the_users_locale_prints_no_english_of_qt() -> None:
    made = "from ui.pdf.printout import ensure_application; ensure_application()"
    environment = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    done = ended([sys.executable, "-c", made], env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
