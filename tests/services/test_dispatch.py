"""Dispatch into a folder where something stands in the way: all or nothing, and no form is out that nobody can find."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from qcapp.domain.errors import WriteFailed
from tests.merge.world import JULY
from tests.services.office import Office

XLSX, DOCX = "区政数局_2021年7月下发表.xlsx", "区政数局_2021年7月下发表.docx"


@pytest.fixture
def out(office: Office) -> Path:
    folder = office.folder / "下发"
    folder.mkdir()
    (folder / XLSX).write_bytes(b"old")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def lose(monkeypatch: pytest.MonkeyPatch, *lost: str) -> None:
    """From now on nothing can take those names, or any name when none is said."""
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if not lost or Path(target).name in lost:
            raise PermissionError(13, "in use")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)


def test_a_place_that_is_taken_by_a_folder_stops_the_dispatch_before_anything_is_changed(
    office: Office, out: Path
) -> None:
    (out / DOCX).mkdir()
    before = office.store.operations()
    with pytest.raises(WriteFailed, match="是一个文件夹"):
        office.services.dispatch.dispatch(JULY, out, units=["区政数局"])
    assert office.store.operations() == before
    assert (out / XLSX).read_bytes() == b"old"
    assert names(out) == sorted([XLSX, DOCX])


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere an open file can be replaced")
def test_a_form_held_open_in_wps_stops_the_dispatch_before_anything_is_changed(office: Office, out: Path) -> None:
    (out / DOCX).write_bytes(b"open")
    before = office.store.operations()
    with (out / DOCX).open("rb"), pytest.raises(WriteFailed, match="正被占用"):
        office.services.dispatch.dispatch(JULY, out, units=["区政数局"])
    assert office.store.operations() == before
    assert ((out / XLSX).read_bytes(), (out / DOCX).read_bytes()) == (b"old", b"open")


def test_a_form_that_cannot_be_replaced_as_windows_says_it_stops_the_dispatch(
    office: Office, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "rename", refuse)
    before = office.store.operations()
    with pytest.raises(WriteFailed, match=f"{XLSX}”正被占用"):
        office.services.dispatch.dispatch(JULY, out, units=["区政数局"])
    assert office.store.operations() == before
    assert names(out) == [XLSX]


def test_a_form_opened_at_the_last_moment_is_replaced_under_another_name_and_told(
    office: Office, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = XLSX.replace(".xlsx", "（2）.xlsx")
    (out / beside).write_bytes(b"older still")
    lose(monkeypatch, XLSX)
    result = office.services.dispatch.dispatch(JULY, out, units=["区政数局"])
    third = out / XLSX.replace(".xlsx", "（3）.xlsx")
    assert result.files == (third, out / DOCX)
    assert (result.renamed, result.missing) == ((third,), ())
    assert "（3）.xlsx" in result.trouble
    assert ((out / XLSX).read_bytes(), (out / beside).read_bytes()) == (b"old", b"older still")
    assert third.read_bytes() == b"drawn"
    assert office.store.operations(1) == (result.operation,)
    assert names(out) == sorted([XLSX, beside, third.name, DOCX])


def test_a_stick_pulled_at_the_last_moment_is_told_with_what_is_missing(
    office: Office, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(monkeypatch)
    result = office.services.dispatch.dispatch(JULY, out, units=["区政数局"])
    assert (result.files, result.missing) == ((), (out / XLSX, out / DOCX))
    assert result.trouble.startswith("有 2 份没有写成")
    assert office.store.operations(1) == (result.operation,)


def test_forms_that_are_out_are_replaced_by_new_ones_without_a_word(office: Office, out: Path) -> None:
    result = office.services.dispatch.dispatch(JULY, out, units=["区政数局"])
    assert (result.trouble, result.files) == ("", (out / XLSX, out / DOCX))
    assert (out / XLSX).read_bytes() == b"drawn"


def test_the_page_for_the_units_lies_beside_the_forms_when_it_is_asked_for(office: Office, out: Path) -> None:
    result = office.services.dispatch.dispatch(JULY, out, units=["区政数局"], guide=True)
    assert result.guide == out / "2021年7月填报单位说明.docx"
    assert result.guide.read_bytes().startswith(b"PK")
    assert result.files == (out / XLSX, out / DOCX)
    assert names(out) == sorted([XLSX, DOCX, result.guide.name])
    assert result.operation.summary == "下发 2021年7月下发表，1 家单位"
    again = office.services.dispatch.dispatch(JULY, out / "只有表", units=["区政数局"])
    assert again.guide is None
    assert len(names(out / "只有表")) == 2
