"""What is laid beside the program: the page for the units as docx and as PDF, and all makers in their list."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication

from tools.release import manual, release_notes, server_guide, start_here, unit_guide
from tools.release.papers import PAPERS


def test_every_paper_is_in_the_list() -> None:
    assert {start_here.make, manual.make, unit_guide.make, release_notes.make, server_guide.make} <= set(PAPERS)


def test_whoever_looks_after_a_server_has_its_commands_beside_the_program(tmp_path: Path) -> None:
    server_guide.make(tmp_path)
    data = (tmp_path / server_guide.FILE).read_bytes()
    assert data.startswith("\ufeff# 共享台账：给管服务器的人\r\n".encode())
    assert "CREATE DATABASE yingshang OWNER yingshang ENCODING 'UTF8' TEMPLATE template0;" in data.decode("utf-8-sig")
    assert b"\r\r" not in data


def test_a_program_made_again_has_the_same_page(qapp: QGuiApplication, tmp_path: Path) -> None:
    """Not a byte of it tells when it was made."""
    for name in ("一", "二"):
        (tmp_path / name).mkdir()
        unit_guide.make(tmp_path / name)
    for name in (unit_guide.DOCX, unit_guide.PDF):
        assert (tmp_path / "一" / name).read_bytes() == (tmp_path / "二" / name).read_bytes()
    reader = PdfReader(tmp_path / "一" / unit_guide.PDF)
    assert reader.metadata is not None
    assert reader.metadata.creation_date is None


def test_the_page_for_the_units_is_there_twice_and_says_the_same(qapp: QGuiApplication, tmp_path: Path) -> None:
    unit_guide.make(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [unit_guide.DOCX, unit_guide.PDF]
    document = docx.Document(str(tmp_path / unit_guide.DOCX))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    reader = PdfReader(io.BytesIO((tmp_path / unit_guide.PDF).read_bytes()))
    assert len(reader.pages) == 1
    printed = "".join(reader.pages[0].extract_text().split())
    assert "填报单位说明请用随本说明发来的下发表填报" in printed  # a bold title may be painted twice
    assert [text for text in cells if "".join(text.split()) not in printed] == []
