"""填报单位说明, as docx and as PDF: the one page that goes to the units with their forms, for any month and any office."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtGui import QPainter

from qcapp.domain.forms import GUIDE_NAME
from qcapp.forms.paper import OfficialPaper
from qcapp.forms.paper_docx import write_paper
from qcapp.places import RESOURCES
from qcapp.publish.unit_guide import general_unit_guide
from qcapp.services.setup import built_in_plan
from tools.release.pdf_file import PdfFile, reopened, written
from ui.paper.faces import BODY, FOLIO, TITLE, cell_type, font_of
from ui.paper.pager import lay_out
from ui.paper.wrapping import Wrapper
from ui.pdf.printout import ensure_application
from ui.pdf.searchable import searchable

DOCX: Final = f"{GUIDE_NAME}.docx"
PDF: Final = f"{GUIDE_NAME}.pdf"


def make(folder: Path) -> None:
    """Both files into it."""
    paper = general_unit_guide(built_in_plan(RESOURCES))
    write_paper(paper, folder / DOCX)
    (folder / PDF).write_bytes(paper_pdf(paper))


def paper_pdf(paper: OfficialPaper) -> bytes:
    """An upright paper as the window shows it, which its docx comes to as well."""
    ensure_application()
    wrapper = Wrapper()
    pages = [page for page in lay_out(paper, {}, wrapper) if page is not None]
    file = PdfFile(paper.title)
    painter = QPainter(file.writer)
    try:
        for at, page in enumerate(pages):
            if at:
                file.writer.newPage()
            page.paint(painter)
    finally:
        painter.end()
    fonts = [font_of(kind) for kind in (BODY, FOLIO, TITLE, cell_type(12.0, heading=True))]
    printed = {character for page in pages for text in page.texts for character in text}
    pdf = bytearray(file.data)
    searchable(pdf, fonts, printed)
    return written(reopened(bytes(pdf)), paper.title)
