"""A release that would not start on the clerk's 麒麟 is not given out, and whoever built it is told which file is to blame."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.programs import ended
from tools.release.elf import Need, elf_files
from tools.release.errors import PackagingError
from tools.release.symbols import SYSTEMS, look_through, main, refuse_unfit, system_named, told

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not shutil.which("gcc") or not shutil.which("readelf"),
    reason="gcc and readelf make and read the libraries of these tests",
)

UOS, KYLIN, DEBIAN = SYSTEMS


def library(path: Path, text: str, *words: str | Path) -> Path:
    """Made of one file of C, without the machine's own C library."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source = path.with_name(f"{path.name}.c")
    source.write_text(text, encoding="utf-8")
    ended(["gcc", "-shared", "-nostdlib", "-fPIC", "-o", path, source, *words], check=True)
    source.unlink()
    return path


def providing(folder: Path, soname: str, *versions: str) -> Path:
    """A library with a function for each version: ``f_GLIBC_2_31`` for GLIBC_2.31."""
    names = {version: "f_" + version.replace(".", "_") for version in versions}
    script = folder / f"{soname}.map"
    folder.mkdir(parents=True, exist_ok=True)
    script.write_text("".join(f"{version} {{ global: {name}; }};\n" for version, name in names.items()), encoding="utf-8")
    text = "".join(f"void {name}(void) {{}}\n" for name in names.values())
    made = library(folder / soname, text, f"-Wl,-soname,{soname}", f"-Wl,--version-script={script}")
    script.unlink()
    return made


def asking(path: Path, provider: Path, *versions: str) -> Path:
    names = ["f_" + version.replace(".", "_") for version in versions]
    declared, called = ("".join(form.format(name) for name in names) for form in ("void {}(void);\n", "{}();"))
    return library(path, f"{declared}void all(void) {{{called}}}\n", provider)


@pytest.fixture
def libc(tmp_path: Path) -> Path:
    """As a system has it."""
    return providing(tmp_path / "system", "libc.so.6", "GLIBC_2.9", "GLIBC_2.28", "GLIBC_2.31", "GLIBC_2.36", "GLIBC_PRIVATE")


@pytest.fixture
def cpp(tmp_path: Path) -> Path:
    return providing(tmp_path / "system", "libstdc++.so.6", "GLIBCXX_3.4.25", "GLIBCXX_3.4.30", "CXXABI_1.3.11")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return tmp_path / "营商 台账"


def test_what_a_library_asks_for_is_read_by_value(built: Path, libc: Path) -> None:
    asking(built / "lib" / "libours.so", libc, "GLIBC_2.28", "GLIBC_2.36")
    only, = elf_files(built)
    assert only.path == Path("lib", "libours.so")
    assert only.loads == ("libc.so.6",)
    assert set(only.needs) == {Need("libc.so.6", "GLIBC_2.28"), Need("libc.so.6", "GLIBC_2.36")}
    assert only.defines == frozenset()


def test_what_a_library_provides_is_not_taken_for_what_it_asks_for(libc: Path) -> None:
    only, = elf_files(libc.parent)
    assert only.soname == "libc.so.6"
    assert only.needs == ()
    assert {"GLIBC_2.9", "GLIBC_2.36"} <= only.defines


@pytest.mark.parametrize(("version", "starts_on", "refused_on"), [
    ("GLIBC_2.9", SYSTEMS, ()),
    ("GLIBC_2.28", SYSTEMS, ()),
    ("GLIBC_2.31", (KYLIN, DEBIAN), (UOS,)),
    ("GLIBC_2.36", (DEBIAN,), (UOS, KYLIN)),
])
def test_the_highest_version_decides_where_it_starts(
    version: str, starts_on: tuple[object, ...], refused_on: tuple[object, ...], built: Path, libc: Path
) -> None:
    asking(built / "a.so", libc, "GLIBC_2.9")
    asking(built / "b.so", libc, version)
    findings = look_through(built)
    assert findings.systems == starts_on
    for system in SYSTEMS:
        if system in refused_on:
            with pytest.raises(PackagingError, match=rf"b\.so 要求 {version}，而 {system.name} 只到 GLIBC_2\."):
                refuse_unfit(findings, system)
        else:
            refuse_unfit(findings, system)


def test_a_name_that_is_no_number_decides_nothing(built: Path, libc: Path) -> None:
    asking(built / "a.so", libc, "GLIBC_2.9", "GLIBC_PRIVATE")
    highest, = look_through(built).highest
    assert (highest.prefix, highest.version, highest.file) == ("GLIBC", (2, 9), Path("a.so"))


def test_the_c_plus_plus_library_is_asked_of_the_system_unless_it_is_brought_along(built: Path, cpp: Path) -> None:
    asking(built / "a.so", cpp, "GLIBCXX_3.4.30", "CXXABI_1.3.11")
    findings = look_through(built)
    assert [(one.prefix, one.version) for one in findings.highest] == [("GLIBCXX", (3, 4, 30)), ("CXXABI", (1, 3, 11))]
    assert findings.absent == ((Path("a.so"), "libstdc++.so.6"),)
    with pytest.raises(PackagingError, match=r"GLIBCXX_3\.4\.30，而 麒麟 V10 SP1 只到 GLIBCXX_3\.4\.28"):
        refuse_unfit(findings, KYLIN)
    shutil.copy(cpp, built / cpp.name)
    findings = look_through(built)
    assert (findings.highest, findings.absent) == ((), ())
    refuse_unfit(findings, UOS)


def test_a_library_that_the_clerk_s_machine_may_lack_is_named(built: Path, tmp_path: Path) -> None:
    cursor = library(tmp_path / "system" / "libxcb-cursor.so.0", "void cursor(void) {}\n", "-Wl,-soname,libxcb-cursor.so.0")
    library(built / "libqxcb.so", "void cursor(void); void all(void) { cursor(); }\n", cursor)
    with pytest.raises(PackagingError, match=r"libqxcb\.so 要用 libxcb-cursor\.so\.0，程序里没有带"):
        refuse_unfit(look_through(built), KYLIN)
    shutil.copy(cursor, built / cursor.name)
    refuse_unfit(look_through(built), KYLIN)


def test_what_is_no_program_is_passed_over(built: Path, libc: Path) -> None:
    asking(built / "a.so", libc, "GLIBC_2.28")
    (built / "说明.so").write_text("ELF", encoding="utf-8")
    (built / "空.so").write_bytes(b"")
    (built / "断.so").symlink_to("没有")
    assert [file.path.name for file in elf_files(built)] == ["a.so"]


def test_a_wrong_folder_is_not_found_good(built: Path) -> None:
    built.mkdir()
    with pytest.raises(PackagingError, match="没有 Linux 程序"):
        look_through(built)


def test_a_build_says_in_one_sentence_where_it_starts(built: Path, libc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asking(built / "lib" / "libours.so", libc, "GLIBC_2.31")
    sentence = "这份程序可以在 麒麟 V10 SP1 及更新的系统上运行，不能给 统信 UOS 20 用，最高要求：GLIBC_2.31（lib/libours.so）。"
    assert told(look_through(built)) == sentence
    assert main([str(built)]) == 0
    assert capsys.readouterr().out == f"{sentence}\n"
    assert main([str(built), "--system", "统信"]) == 3
    assert "libours.so 要求 GLIBC_2.31，而 统信 UOS 20 只到 GLIBC_2.28" in capsys.readouterr().err


def test_an_unknown_system_is_told() -> None:
    with pytest.raises(PackagingError, match="不认得系统“Solaris”"):
        system_named("Solaris")
