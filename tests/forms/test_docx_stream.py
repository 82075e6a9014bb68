"""A table too long to stand in memory as a tree is the same file as one that does."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from qcapp.domain.errors import WriteFailed
from qcapp.forms import docx_stream
from qcapp.forms.docx_reader import read_docx
from qcapp.forms.docx_writer import docx_bytes, write_docx
from qcapp.forms.letterhead_sample import sample_letterhead
from qcapp.forms.list_docx import write_list_docx
from qcapp.forms.list_table import GroupLine, ListColumn, ListRow, ListTable
from qcapp.forms.paper import Annex, Grid, OfficialPaper, Paragraph
from qcapp.forms.paper_docx import paper_bytes
from tests.forms.docx_golden import cases
from tests.forms.tables import official


def _by_the_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_stream, "LONG", 2_000)
    monkeypatch.setattr(docx_stream, "_PIECE", 3_000)


@pytest.mark.parametrize("name", sorted(cases()))
def test_rows_written_by_the_piece_give_the_same_bytes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = cases()[name]
    whole = docx_bytes(document)
    _by_the_piece(monkeypatch)
    assert docx_bytes(document) == whole


def test_text_that_looks_like_the_mark_of_rows_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    block = official().blocks[0]
    blocks = tuple(replace(block, progress="<?qc-rows 1?>") for _ in range(40))
    document = replace(official(), title="<?qc-rows 0?>", blocks=blocks)
    _by_the_piece(monkeypatch)
    sheet = read_docx(docx_bytes(document)).sheets[0]
    assert {sheet.text(row, 5) for row in range(1, 41)} == {"<?qc-rows 1?>", ""}  # the lower cells of a merge are empty


def test_a_long_list_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [GroupLine("一组") if number % 9 == 0 else ListRow((f"{number}", "甲 & 乙\n<丙>")) for number in range(60)]
    table = ListTable("清单", (ListColumn("no", "序号", 1), ListColumn("what", "内容", 3)), tuple(rows))
    write_list_docx(table, tmp_path / "整.docx")
    _by_the_piece(monkeypatch)
    write_list_docx(table, tmp_path / "分.docx")
    assert (tmp_path / "分.docx").read_bytes() == (tmp_path / "整.docx").read_bytes()


@pytest.mark.parametrize("letterhead", [None, sample_letterhead()])
def test_a_paper_with_long_annexes_has_the_same_bytes(letterhead: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    grid = Grid(("单位", "条数"), tuple((f"单位{number}", f"{number}") for number in range(60)), (2, 1))
    annexes = Annex("表", (grid,)), Annex("细化表", table=official())
    paper = OfficialPaper("通报", "", (Paragraph("正文。"), grid), "营商办", None, annexes=annexes)
    whole = paper_bytes(paper, letterhead)
    _by_the_piece(monkeypatch)
    made = paper_bytes(paper, letterhead)
    assert made == whole
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert b"qc-rows" not in package.read("word/document.xml")


def test_a_disk_that_spoils_the_text_of_a_long_table_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "表.docx"
    target.write_bytes(b"old")
    _by_the_piece(monkeypatch)
    monkeypatch.setattr(docx_stream, "_written", lambda rows, restyle, around: b"<w:tr>")
    with pytest.raises(WriteFailed, match="没有通过"):
        write_docx(official(), target)
    assert target.read_bytes() == b"old"
