"""What is left out of the folder is not missed, and what a clerk uses is in it."""

from __future__ import annotations

import struct
import sys
import tomllib
from pathlib import Path

import pytest

from qcapp import __version__
from tests.programs import ended
from tools.release import contents, icons
from tools.release.contents import Entry, kept_binary, kept_data, reached
from tools.release.imports import imported_names
from tools.release.names import CONTENTS, ROOT, copyright_line
from tools.release.probe import __file__ as probe_file
from tools.release.try_all import charts, charts_beside, failed, holidays, missing, pinyin, shared_ledgers


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so", "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/plugins/imageformats/qtiff.dll", "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "PySide6\\plugins\\iconengines\\qsvgicon.dll", "numpy/_core/_multiarray_umath.so",
    ],
)
def test_plugin_that_a_clerk_uses_is_taken(place: str) -> None:
    assert kept_binary(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so", "PySide6/plugins/tls/qopensslbackend.dll",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so", "PySide6/opengl32sw.dll", "libcups.so.2",
    ],
)
def test_plugin_that_nothing_uses_is_left_out(place: str) -> None:
    assert not kept_binary(place)


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("resources/words/qt_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("resources/help/pictures/ledger.png", True),
        ("db/migrations/versions/0001_ledger.py", True),
        ("db/migrations/__pycache__/env.cpython-311.pyc", False),
        ("matplotlib/mpl-data/matplotlibrc", True),
        ("matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf", True),
        ("matplotlib\\mpl-data\\fonts\\ttf\\STIXGeneral.ttf", False),
        ("matplotlib/mpl-data/sample_data/goog.npz", False),
        ("pypinyin/phrases_dict.json", True),
        ("tzdata\\zoneinfo\\Asia\\Shanghai", True),
        ("tzdata/zoneinfo/America/New_York", False),
        ("numpy-2.4.6.dist-info/METADATA", True),
        ("numpy-2.4.6.dist-info/licenses/LICENSE.txt", False),
    ],
)
def test_data_that_is_read_is_taken(place: str, *, kept: bool) -> None:
    assert kept_data(place) is kept


def test_libraries_that_nothing_taken_loads_are_left_out() -> None:
    module: Entry = ("PySide6/QtCore.abi3.so", "/w/QtCore.abi3.so", "EXTENSION")
    direct: Entry = ("PySide6/Qt/lib/libQt6Core.so.6", "/w/libQt6Core.so.6", "BINARY")
    further: Entry = ("libicudata.so.73", "/w/libicudata.so.73", "BINARY")
    orphan: Entry = ("libgtk-3.so.0", "/w/libgtk-3.so.0", "BINARY")
    link: Entry = ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK")
    loads = {module[1]: ["libQt6Core.so.6", "libc.so.6"], direct[1]: ["libicudata.so.73"], further[1]: ["libQt6Core.so.6"]}
    found = reached([orphan, link, further, direct, module], lambda path: loads[path])
    assert found == [further, direct, module]


def test_every_plugin_kind_names_some_that_qt_has() -> None:
    import PySide6

    folder = Path(PySide6.__path__[0])
    plugins = folder / "plugins" if sys.platform == "win32" else folder / "Qt" / "plugins"
    taken = [path.relative_to(folder.parent).as_posix() for path in plugins.rglob("*") if path.is_file()]
    kinds = {place.split("/plugins/")[1].split("/")[0] for place in taken if kept_binary(place)}
    shared = {"platforms", "iconengines", "imageformats"}
    linux = set(contents.QT_PLUGINS)
    assert kinds == (linux if sys.platform.startswith("linux") else kinds & linux | shared)


def test_modules_imported_late_or_by_migrations_are_known() -> None:
    names = imported_names(ROOT)
    late = {"qcapp.intake.worker", "qcapp.drawing.worker"}
    late |= {"ui.app", "matplotlib.backends.backend_agg", "docx", "holidays.countries.china"}
    assert late | {"alembic.op"} <= set(names)
    assert not any(name.startswith(("db.migrations", "tests", "tools")) for name in names)


def test_missing_module_is_told_by_its_name() -> None:
    assert missing(["json"]) == []
    assert missing(["json", "no_such_module"]) == ["no_such_module: ModuleNotFoundError: No module named 'no_such_module'"]


def test_what_the_built_program_is_tried_with_works_from_source() -> None:
    def broken() -> None:
        raise OSError("no font")

    assert failed([charts, charts_beside, pinyin, holidays, shared_ledgers, broken]) == ["broken: OSError: no font"]


def test_probe_runs_a_script_with_its_words(tmp_path: Path) -> None:
    script = tmp_path / "某脚本.py"
    script.write_text("import sys\nprint(__name__, *sys.argv[1:])\n", encoding="utf-8")
    words = [sys.executable, probe_file, str(script), "one", "two"]
    done = ended(words, check=True)
    assert done.stdout.split() == ["__main__", "one", "two"]


def test_version_is_the_same_wherever_it_is_told() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"lib-{__version__}" == CONTENTS


def test_executable_names_who_holds_the_rights() -> None:
    assert copyright_line().startswith("Copyright (c) 20")
    assert copyright_line() in (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.usefixtures("qapp")
def test_icon_has_every_size_that_windows_asks_for(tmp_path: Path) -> None:
    icons.make_icons(tmp_path)
    data = (tmp_path / "app.ico").read_bytes()
    reserved, kind, count = struct.unpack_from("<HHH", data)
    assert (reserved, kind, count) == (0, 1, len(icons.SIZES))
    for at, size in enumerate(icons.SIZES):
        width, height, _, _, _, depth, length, start = struct.unpack_from("<BBBBHHII", data, 6 + 16 * at)
        assert (width or 256, height or 256, depth) == (size, size, 32)
        assert data[start:start + length] == (tmp_path / f"app-{size}.png").read_bytes()
        assert _pixels(data[start:start + length]) == (size, size)


def _pixels(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack_from(">II", png, 16)
    return width, height


@pytest.mark.usefixtures("qapp")
def test_icon_is_blue_with_a_clear_corner() -> None:
    from PySide6.QtGui import QImage

    picture = QImage.fromData(icons.drawn_png(48))
    assert picture.pixelColor(0, 0).alpha() == 0
    assert picture.pixelColor(24, 12).name() == "#1f5fa8"
