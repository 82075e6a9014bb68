"""What Windows sees of the built program before it runs: which libraries it lacks, whether a black box opens, what 属性 shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qcapp import __version__
from tests.frozen.program import CONSOLE, WINDOW, Program

pefile = pytest.importorskip("pefile", reason="only Windows builds have such files, and only there is it locked")

GUI, CONSOLE_SUBSYSTEM = 2, 3
ICON_GROUP = 14
OF_WINDOWS_10 = frozenset({
    "advapi32.dll", "authz.dll", "bcrypt.dll", "bcryptprimitives.dll", "cfgmgr32.dll", "combase.dll", "comctl32.dll",
    "comdlg32.dll", "crypt32.dll", "d2d1.dll", "d3d11.dll", "d3d12.dll", "d3d9.dll", "dcomp.dll", "dnsapi.dll", "dwmapi.dll",
    "dwrite.dll", "dxgi.dll", "gdi32.dll", "imm32.dll", "iphlpapi.dll", "kernel32.dll", "mpr.dll", "msvcrt.dll", "ncrypt.dll",
    "netapi32.dll", "ntdll.dll", "ole32.dll", "oleacc.dll", "oleaut32.dll", "powrprof.dll", "propsys.dll", "psapi.dll",
    "rpcrt4.dll", "secur32.dll", "setupapi.dll", "shcore.dll", "shell32.dll", "shlwapi.dll", "ucrtbase.dll",
    "uiautomationcore.dll", "user32.dll", "userenv.dll", "uxtheme.dll", "version.dll", "winmm.dll", "winspool.drv",
    "wintrust.dll", "ws2_32.dll", "wtsapi32.dll",
})
"""Libraries that every Windows 10 has; with those whose names begin with api-ms-win-, its own C runtime among them."""


def files_of(program: Program) -> list[Path]:
    assert program.folder is not None
    return sorted(path for path in program.folder.rglob("*") if path.suffix.lower() in {".exe", ".dll", ".pyd"})


def imports(path: Path) -> Iterator[str]:
    """Libraries that it is loaded with, in lower case; not those that it asks for later."""
    with pefile.PE(str(path), fast_load=True) as image:
        image.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"]])
        for entry in getattr(image, "DIRECTORY_ENTRY_IMPORT", ()):
            yield entry.dll.decode("ascii").lower()


def test_each_file_finds_its_libraries_on_a_windows_that_has_nothing_else(built_program: Program) -> None:
    """The runtime of Visual C++ among them, which a clerk could not install: beside the file, at the top, or Qt's for Qt's."""
    files = files_of(built_program)
    assert len(files) > 50
    assert built_program.folder is not None
    (top,) = built_program.folder.glob("lib-*")
    in_reach = {path.name.lower() for path in files if path.parent in (top, built_program.folder)}
    of_qt = {path.name.lower() for path in files if path.parent.name in ("PySide6", "shiboken6")}
    missing = set()
    for path in files:
        beside = {each.name.lower() for each in path.parent.iterdir()}
        found = in_reach | beside | (of_qt if {"PySide6", "shiboken6"} & set(path.parts) else set())
        asked = {name for name in imports(path) if not name.startswith(("api-ms-win-", "ext-ms-win-"))}
        missing |= {f"{path.name}: {name}" for name in asked - found - OF_WINDOWS_10}
    assert missing == set()


def test_windows_own_libraries_are_not_carried_along(built_program: Program) -> None:
    """An older copy beside the program would be loaded instead of the system's."""
    brought = {path.name.lower() for path in files_of(built_program)}
    assert {name for name in brought if name in OF_WINDOWS_10 or name.startswith("api-ms-win-")} == set()


@pytest.mark.parametrize(("name", "subsystem"), [(WINDOW, GUI), (CONSOLE, CONSOLE_SUBSYSTEM)])
def test_window_opens_no_black_box_and_the_command_line_has_its_console(
    built_program: Program, name: str, subsystem: int
) -> None:
    assert built_program.folder is not None
    with pefile.PE(str(built_program.folder / f"{name}.exe"), fast_load=True) as image:
        assert image.OPTIONAL_HEADER.Subsystem == subsystem


@pytest.mark.parametrize("name", [WINDOW, CONSOLE])
def test_properties_tell_name_version_and_rights_and_it_has_our_icon(built_program: Program, name: str) -> None:
    assert built_program.folder is not None
    with pefile.PE(str(built_program.folder / f"{name}.exe")) as image:
        told = {
            key.decode(): value.decode()
            for info in image.FileInfo[0] if info.Key == b"StringFileInfo"
            for table in info.StringTable for key, value in table.entries.items()
        }
        fixed = image.VS_FIXEDFILEINFO[0]
        groups = [entry for entry in image.DIRECTORY_ENTRY_RESOURCE.entries if entry.id == ICON_GROUP]
    assert (told["ProductName"], told["ProductVersion"], told["FileVersion"]) == ("营商台账", __version__, __version__)
    assert told["FileDescription"].startswith("营商台账")
    assert told["OriginalFilename"] == f"{name}.exe"
    assert told["LegalCopyright"].startswith("Copyright")
    major, minor, patch = (int(part) for part in __version__.split("."))
    assert (fixed.FileVersionMS, fixed.FileVersionLS) == (major << 16 | minor, patch << 16)
    assert len(groups) == 1
