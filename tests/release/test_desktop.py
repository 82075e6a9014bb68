"""On Linux the program opens by a double click wherever its folder lies, stands on the desktop, and goes from there again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import ended
from tools.release.desktop import ADDER, LAUNCHER, make

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktop entries are Linux's")

# It tells where it is and what it was given, a line each.
PROGRAM = """#!/bin/sh
{ pwd; printf '%s\\n' "$@"; } > "$TOLD"
"""
HARD_NAMES = ("营商台账", "U 盘/我的 程序", "it's 100% \"$HOME\" `id` \\n (1)&;")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "家" / "桌面").mkdir(parents=True)
    return tmp_path / "家"


def program_folder(place: Path) -> Path:
    place.mkdir(parents=True)
    (place / "营商台账").write_text(PROGRAM, encoding="utf-8")
    (place / "营商台账").chmod(0o755)
    icons = place / "lib-0.9.0" / "resources" / "icons"
    icons.mkdir(parents=True)
    (icons / "app.svg").write_text("<svg/>", encoding="utf-8")
    make(place)
    return place


def environment(home: Path, **more: str) -> dict[str, str]:
    bare = {name: text for name, text in os.environ.items() if not name.startswith("XDG_")}
    return {**bare, "HOME": str(home), "LC_ALL": "C.UTF-8", **more}


# As file managers start an entry. Some hand its text to GLib and not its name; those are the second.
BY_NAME, BY_TEXT = "g_desktop_app_info_new_from_filename", "g_desktop_app_info_new_from_keyfile"
LAUNCH = """
import ctypes, sys
made_by, launcher, *files = sys.argv[1:]
gio, glib = ctypes.CDLL("libgio-2.0.so.0"), ctypes.CDLL("libglib-2.0.so.0")
for function in (gio.g_desktop_app_info_new_from_filename, gio.g_desktop_app_info_new_from_keyfile, glib.g_key_file_new,
                 gio.g_file_new_for_path, glib.g_list_append):
    function.restype = ctypes.c_void_p
entry = ctypes.c_char_p(launcher.encode())
if made_by.endswith("keyfile"):
    entry = ctypes.c_void_p(glib.g_key_file_new())
    assert glib.g_key_file_load_from_file(entry, launcher.encode(), 0, None)
app = ctypes.c_void_p(getattr(gio, made_by)(entry))
assert app, "no entry of a program"
forms = None
for file in files:
    forms = ctypes.c_void_p(glib.g_list_append(forms, ctypes.c_void_p(gio.g_file_new_for_path(file.encode()))))
assert gio.g_app_info_launch(app, forms, None, None)
"""


def double_click(launcher: Path, home: Path, *files: Path, made_by: str = BY_NAME, **more: str) -> list[str]:
    """What the program told that was started then."""
    told = home / "told"
    os.mkfifo(told)  # whoever started it does not wait for its end; who reads from here does
    command: list[str | Path] = [sys.executable, "-c", LAUNCH, made_by, launcher, *files]
    try:
        hearing = subprocess.Popen(["cat", told], stdout=subprocess.PIPE, text=True, encoding="utf-8")
        subprocess.run(command, env=environment(home, TOLD=str(told), **more), check=True, cwd="/", timeout=60)
        return hearing.communicate(timeout=60)[0].splitlines()
    finally:
        hearing.kill()
        told.unlink()


def add(folder: Path, home: Path, *words: str) -> str:
    command = ["sh", str(folder / ADDER), *words]
    done = subprocess.run(command, env=environment(home), capture_output=True, text=True, cwd="/", timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def valid(launcher: Path) -> bool:
    if not shutil.which("desktop-file-validate"):
        pytest.skip("desktop-file-validate (desktop-file-utils) is not installed")
    done = ended(["desktop-file-validate", launcher])
    return (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_double_click_in_the_unzipped_folder_opens_the_program(name: str, tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / name)
    assert double_click(folder / LAUNCHER, home) == [str(folder), ""]


def test_a_moved_folder_opens_as_before(tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / "下载")
    moved = folder.rename(tmp_path / "我的 文档")
    assert double_click(moved / LAUNCHER, home)[0] == str(moved)


def test_a_form_dropped_on_the_entry_is_handed_on(tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / "程序")
    form = tmp_path / "细化表 (1).xlsx"
    form.touch()
    assert double_click(folder / LAUNCHER, home, form) == [str(folder), str(form)]


def test_where_the_entry_can_t_tell_its_folder_it_says_how_to_open_the_program(tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / "程序")
    notice = tmp_path / "bin" / "notify-send"
    notice.parent.mkdir()
    notice.write_text(PROGRAM, encoding="utf-8")
    notice.chmod(0o755)
    found = double_click(folder / LAUNCHER, home, made_by=BY_TEXT, PATH=f"{notice.parent}:{os.environ['PATH']}")
    assert found[1:] == ["营商台账", "没有打开：请在程序文件夹里运行“添加到桌面.sh”，再从桌面打开。"]


def test_both_files_may_be_run(tmp_path: Path) -> None:
    folder = program_folder(tmp_path / "程序")
    assert all(os.access(folder / name, os.X_OK) for name in (LAUNCHER, ADDER))


def test_the_entry_is_as_the_standard_has_it(tmp_path: Path) -> None:
    assert valid(program_folder(tmp_path / "程序") / LAUNCHER)


@pytest.mark.parametrize("name", HARD_NAMES)
def test_from_the_desktop_and_the_menu_the_program_opens(name: str, tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / name)
    assert add(folder, home) == "已加到桌面和应用菜单，双击桌面上的“营商台账”即可打开；程序文件夹移动以后，请再运行一次。\n"
    form = tmp_path / "表.xlsx"
    form.touch()
    for launcher in (home / "桌面" / LAUNCHER, home / ".local" / "share" / "applications" / "yingshang-ledger.desktop"):
        assert valid(launcher)
        assert os.access(launcher, os.X_OK)
        for made_by in (BY_NAME, BY_TEXT):
            assert double_click(launcher, home, form, made_by=made_by)[1:] == [str(form)]
        lines = launcher.read_text(encoding="utf-8").splitlines()
        icon, = (line.removeprefix("Icon=") for line in lines if line.startswith("Icon="))
        assert Path(icon).read_text(encoding="utf-8") == "<svg/>"


def test_after_a_move_it_is_set_right_by_running_it_again(tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / "旧")
    add(folder, home)
    moved = folder.rename(tmp_path / "新")
    add(moved, home)
    launcher = home / "桌面" / LAUNCHER
    assert f'sh "{moved}/营商台账" %F' in launcher.read_text(encoding="utf-8")
    assert double_click(launcher, home) != []


def test_after_a_move_it_says_what_to_do(tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / "旧")
    add(folder, home)
    folder.rename(tmp_path / "新")
    notice = tmp_path / "bin" / "notify-send"
    notice.parent.mkdir()
    notice.write_text(PROGRAM, encoding="utf-8")
    notice.chmod(0o755)
    found = double_click(home / "桌面" / LAUNCHER, home, PATH=f"{notice.parent}:{os.environ['PATH']}")
    assert found[1:] == [
        "营商台账", "没有打开：程序文件夹已移动或删除，请在它现在的位置里再运行一次“添加到桌面.sh”。",
    ]


def test_taken_away_it_leaves_nothing_of_its_own_and_everything_of_others(tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / "程序")
    before = sorted(path for path in home.rglob("*") if path.is_file())
    add(folder, home)
    assert len([path for path in home.rglob("*") if path.is_file()]) == len(before) + 3
    assert add(folder, home, "--remove") == "已从桌面和应用菜单里去掉；程序和台账都没有动。\n"
    assert sorted(path for path in home.rglob("*") if path.is_file()) == before
    own = home / "桌面" / LAUNCHER
    own.write_text("[Desktop Entry]\nName=别的\n", encoding="utf-8")
    add(folder, home, "--remove")
    assert own.exists()


def test_a_desktop_of_another_name_is_found(tmp_path: Path, home: Path) -> None:
    if not shutil.which("xdg-user-dir"):
        pytest.skip("xdg-user-dir is not installed")
    (home / ".config").mkdir()
    (home / ".config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/工作 台"\n', encoding="utf-8")
    (home / "工作 台").mkdir()
    add(program_folder(tmp_path / "程序"), home)
    assert (home / "工作 台" / LAUNCHER).exists()
    assert not (home / "桌面" / LAUNCHER).exists()


def test_without_a_desktop_the_menu_has_it_and_that_is_said(tmp_path: Path, home: Path) -> None:
    (home / "桌面").rmdir()
    assert "没有找到桌面文件夹" in add(program_folder(tmp_path / "程序"), home)
    assert (home / ".local" / "share" / "applications" / "yingshang-ledger.desktop").exists()
    assert not (home / LAUNCHER).exists()


def test_of_a_half_unzipped_folder_nothing_is_put_on_the_desktop(tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / "程序")
    (folder / "营商台账").unlink()
    done = subprocess.run(["sh", folder / ADDER], env=environment(home), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.startswith("没有加到桌面")) == (3, True)
    assert list((home / "桌面").iterdir()) == []


def test_unknown_words_are_answered_with_how_to_use_it(tmp_path: Path, home: Path) -> None:
    folder = program_folder(tmp_path / "程序")
    done = subprocess.run(["sh", folder / ADDER, "--help"], env=environment(home), capture_output=True, text=True, timeout=60)
    assert (done.returncode, "--remove" in done.stdout) == (2, True)
