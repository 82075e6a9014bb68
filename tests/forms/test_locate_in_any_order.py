"""What a form says is the same whatever files were read before it, whose headings are known by then."""

from __future__ import annotations

from pathlib import Path

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import ReturnedForm
from qcapp.domain.sheet import Document
from qcapp.forms import headings
from qcapp.forms.locate import locate
from qcapp.intake.parsing import parse

RETURNS = Path(__file__).parents[1] / "returns"
KINDS = (".xlsx", ".xls", ".ods", ".docx", ".odt")


def _documents() -> list[Document]:
    found = []
    for path in sorted(RETURNS.rglob("*")):
        if path.suffix in KINDS and path.parent.name != "locked":
            try:
                found.append(parse(path.read_bytes()))
            except UnreadableFile:
                continue
    return found


def _said(document: Document) -> ReturnedForm | str:
    try:
        return locate(document)
    except UnreadableFile as error:
        return str(error)


def _forget() -> None:
    for known in (headings._header, headings._name_columns, headings._plain, headings.guess):
        known.cache_clear()


def test_no_file_is_read_otherwise_for_those_read_before_it() -> None:
    documents = _documents()
    assert len(documents) > 50
    alone = []
    for document in documents:
        _forget()
        alone.append(_said(document))
    assert [_said(document) for document in documents] == alone
    assert [_said(document) for document in reversed(documents)] == alone[::-1]
    assert any(isinstance(each, ReturnedForm) for each in alone)
