"""Whatever a reader stumbles over is told in a sentence; nothing reaches a reader past the gate."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Document
from qcapp.intake.parsing import parse
from qcapp.intake.stumble import stumble_of
from qcapp.intake.words import DAMAGED, INCOMPLETE
from tests.intake import containers as made


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Document]], None]:
    """Replaces every reader of a format by one function."""

    def install(read: Callable[..., Document]) -> None:
        functions = {
            "xlsx_reader": ("read_xlsx", "read_spreadsheet"), "docx_reader": ("read_docx",), "odt_reader": ("read_odt",)
        }
        for module_name, names in functions.items():
            module = ModuleType(module_name)
            for name in names:
                setattr(module, name, read)
            monkeypatch.setitem(sys.modules, f"qcapp.forms.{module_name}", module)

    return install


Install = Callable[[Callable[..., Document]], None]
FILES = [
    made.xlsx(), made.docx(), made.ods("<x/>"), made.ods("<x/>", mimetype=made.ODT_TYPE), made.ole("Workbook"),
    made.zipped({"[Content_Types].xml": made.XLSB_TYPES}),
]


def test_each_kind_goes_to_its_reader(readers: Install) -> None:
    readers(lambda data, *more: Document(next((each for each in more if isinstance(each, str)), "own"), ()))
    assert [parse(data).kind for data in FILES] == ["own", "own", "ods", "own", "xls", "xlsb"]


def test_a_program_that_lacks_a_part_does_not_call_every_form_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("xlsx_reader", "docx_reader", "odt_reader"):
        monkeypatch.setitem(sys.modules, f"qcapp.forms.{name}", None)  # as where a part was not unpacked
    for data in FILES:
        with pytest.raises(UnreadableFile, match=f"^{INCOMPLETE}$") as caught:
            parse(data)
        assert (stumble_of(caught.value) or "").startswith("ModuleNotFoundError qcapp.forms.")


def test_a_reader_that_finds_a_part_missing_as_it_reads_says_so_too(readers: Install) -> None:
    def lacking(*_: object) -> Document:
        raise ImportError("no lxml", name="lxml")

    def guarded(*_: object) -> Document:
        try:
            return lacking()
        except Exception as error:
            raise UnreadableFile(DAMAGED) from error

    for read in (lacking, guarded):
        readers(read)
        with pytest.raises(UnreadableFile, match=f"^{INCOMPLETE}$") as caught:
            parse(FILES[0])
        assert stumble_of(caught.value) == "ImportError lxml"


def test_what_a_reader_means_to_refuse_is_no_stumble(readers: Install) -> None:
    def refuse(*_: object) -> Document:
        raise UnreadableFile("这份表设有密码。")

    readers(refuse)
    with pytest.raises(UnreadableFile, match=r"^这份表设有密码。$") as caught:
        parse(FILES[0])
    assert stumble_of(caught.value) is None


class PanicException(BaseException):
    """As calamine's panics arrive."""


@pytest.mark.parametrize("error", [ValueError("bad"), KeyError("x"), RecursionError(), MemoryError(), PanicException()])
def test_a_reader_that_stumbles_is_a_sentence(readers: Install, error: BaseException) -> None:
    def stumble(*_: object) -> Document:
        raise error

    readers(stumble)
    for data in FILES:
        with pytest.raises(UnreadableFile, match=f"^{DAMAGED}$") as caught:
            parse(data)
        assert stumble_of(caught.value) == type(error).__name__


def test_what_a_reader_says_itself_is_kept(readers: Install) -> None:
    def refuse(*_: object) -> Document:
        raise UnreadableFile("这份文件里没有表。")

    readers(refuse)
    with pytest.raises(UnreadableFile, match=r"^这份文件里没有表。$"):
        parse(made.xlsx())


def test_ctrl_c_is_no_damage(readers: Install) -> None:
    def interrupt(*_: object) -> Document:
        raise KeyboardInterrupt

    readers(interrupt)
    with pytest.raises(KeyboardInterrupt):
        parse(made.xlsx())


def test_no_reader_sees_what_the_gate_refuses(readers: Install) -> None:
    readers(lambda *_: pytest.fail("reached the reader"))
    with pytest.raises(UnreadableFile, match="外部定义"):
        parse(made.xlsx("<!DOCTYPE x><x/>"))
    with pytest.raises(UnreadableFile, match="PDF"):
        parse(b"%PDF-1.4")
    with pytest.raises(UnreadableFile, match="压缩包"):
        parse(made.zipped({"a.xlsx": b"x"}))
