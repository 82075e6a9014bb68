"""A folder that was unzipped by half, or over another version, is told as what it is."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from qcapp import built
from qcapp.services import diagnosis_program
from qcapp.unzipped import looked_through, other_versions


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Of two files beside its list of files."""
    contents = tmp_path / "lib-0.9.0"
    contents.mkdir()
    (tmp_path / "营商台账.exe").write_bytes(b"window")
    (contents / "部件 一.dll").write_bytes(b"part")
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in (
        ("lib-0.9.0/部件 一.dll", b"part"), ("营商台账.exe", b"window"),
    )]
    (contents / built.MANIFEST).write_text("".join(lines), encoding="utf-8")
    return tmp_path


def test_a_whole_folder_is_whole(program: Path) -> None:
    found = looked_through(program, program / "lib-0.9.0")
    assert found.whole
    assert found.words == "完整（2 个文件）"


def test_what_lacks_and_what_was_changed_is_named(program: Path) -> None:
    (program / "营商台账.exe").unlink()
    (program / "lib-0.9.0" / "部件 一.dll").write_bytes(b"half")
    found = looked_through(program, program / "lib-0.9.0")
    assert (found.missing, found.differing) == (("营商台账.exe",), ("lib-0.9.0/部件 一.dll",))
    assert found.words.startswith("缺 1 个、1 个与发布时不同，请")
    assert "重新解压" in found.words
    quick = looked_through(program, program / "lib-0.9.0", read=False)
    assert (quick.missing, quick.differing) == (("营商台账.exe",), ())


def test_without_its_list_it_says_that_it_does_not_know(tmp_path: Path) -> None:
    found = looked_through(tmp_path, tmp_path / "lib-0.9.0")
    assert found.total == 0
    assert "没有文件清单" in found.words


def test_another_versions_folder_is_told_with_its_size(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = program / "lib-0.8.0" / "PySide6"
    old.mkdir(parents=True)
    (old / "Qt6Core.dll").write_bytes(b"x" * 2_000_000)
    (found,) = other_versions(program, program / "lib-0.9.0")
    assert (found.path.name, found.size) == ("lib-0.8.0", 2_000_000)
    for name, value in {"FROZEN": True, "other_versions": lambda: (found,), "looked_through": lambda: looked_through(
        program, program / "lib-0.9.0"
    )}.items():
        monkeypatch.setattr(diagnosis_program, name, value)
    told = {fact.key: fact.value for fact in diagnosis_program.program_facts()}
    assert told["files"] == "完整（2 个文件）"
    assert told["other_version"].startswith("lib-0.8.0，1.9 MB，")
    assert "可以删除" in told["other_version"]


def test_the_version_that_runs_is_never_told_as_another_by_whatever_path_it_was_started(program: Path) -> None:
    """Its loader keeps the path that it was started by; the program's folder is the real one."""
    started_by = Path("/some/other/letter") / "lib-0.9.0"
    assert other_versions(program, started_by) == ()


def test_from_source_there_is_nothing_to_compare_with() -> None:
    (fact,) = diagnosis_program.program_facts()
    assert "源代码运行" in fact.value
    assert fact.ok


def test_programs_that_are_started_from_it_find_their_own_qt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = tmp_path / "environ"
    begun.write_bytes("LANG=zh_CN.UTF-8\0QT_PLUGIN_PATH=/opt/kingsoft/插件\0".encode())
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
        monkeypatch.setenv(name, "/程序/lib-0.9.0/PySide6/Qt")
    built._give_back_qt(begun)
    assert os.environ["QT_PLUGIN_PATH"] == os.fsdecode("/opt/kingsoft/插件".encode())
    assert "QML2_IMPORT_PATH" not in os.environ
    monkeypatch.setenv("QT_PLUGIN_PATH", "/程序/lib-0.9.0/PySide6/Qt")
    built._give_back_qt(tmp_path / "none")
    assert "QT_PLUGIN_PATH" not in os.environ


def test_a_process_of_the_programs_own_is_told_where_its_libraries_lie_and_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {"FROZEN": True, "contents_folder": lambda: tmp_path}.items():
        monkeypatch.setattr(built, name, value)
    monkeypatch.setattr("sys.platform", "linux")
    for before, told in ((None, str(tmp_path)), ("/usr/own", f"{tmp_path}{os.pathsep}/usr/own")):
        monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
        if before:
            monkeypatch.setenv("LD_LIBRARY_PATH", before)
        assert built.own_libraries() == told
        assert os.environ.get("LD_LIBRARY_PATH") == before
