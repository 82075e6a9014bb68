"""What of all that PyInstaller finds goes into the folder: only what the program uses.

A table of contents is PyInstaller's: (place in the folder, file it is taken from, kind of file).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""``("PySide6/Qt/plugins/platforms/libqxcb.so", "/…/libqxcb.so", "BINARY")``."""

EXCLUDED_MODULES = (
    # Nothing here draws with Tk, or tests or installs anything; ssl stays, without which psycopg does not load.
    "tkinter", "pydoc", "pydoc_data", "pdb", "test", "lib2to3", "curses", "readline",
    "setuptools", "pkg_resources", "distutils", "_distutils_hack", "pip", "wheel", "IPython", "pytest", "hypothesis",
    "PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtOpenGL", "PySide6.QtTest", "PySide6.scripts",
    # Charts are drawn by Agg alone, on a figure of one's own.
    "matplotlib.tests", "matplotlib.testing", "matplotlib.sphinxext", "matplotlib.pyplot", "matplotlib.animation",
    "matplotlib.backends.backend_pdf", "matplotlib.backends.backend_ps", "matplotlib.backends.backend_svg",
    "numpy.f2py", "numpy.distutils", "numpy.random", "numpy.testing", "numpy.tests", "numpy.fft",
    # PNG is all that is written with Pillow; pictures are shown by Qt.
    "PIL.ImageTk", "PIL.ImageQt", "PIL.ImageCms", "PIL.ImageShow", "PIL.ImageGrab", "PIL._avif", "PIL._webp", "PIL._imagingcms",
    "PIL._imagingtk", "PIL._imagingft", "PIL._imagingmath",
    "lxml.isoschematron", "lxml.objectify", "lxml.sax", "lxml.cssselect", "lxml.ElementInclude",
    # The same again for newer processors: ours measures no two long texts against each other.
    "rapidfuzz.fuzz_cpp_avx2", "rapidfuzz.fuzz_cpp_sse2",
    "rapidfuzz.distance.metrics_cpp_avx2", "rapidfuzz.distance.metrics_cpp_sse2",
    "sqlalchemy.testing", "alembic.testing", "mako.ext", "mako.testing", "pypinyin.contrib.mmseg", "pypinyin.runner",
)

DROPPED_HOOKS = (
    "pyi_rth_pyside6", "pyi_rth_inspect", "pyi_rth_pkgutil", "pyi_rth_mplconfig", "pyi_rth_cryptography_openssl",
    "pyi_rth_setuptools", "pyi_rth_multiprocessing",
)
"""What PyInstaller would run at each start of any program here: they import Qt and much else for a command that needs none,
tell other programs that are opened from here where our Qt has its plugins, and make folders for matplotlib. PySide6 finds
its own Qt, ``forms/chart_canvas.py`` keeps matplotlib from the user's folders, ``started_again.py`` runs that of
multiprocessing where it is needed, and the rest is for what is not here."""

QT_PLUGINS = {
    "platforms": ("*qxcb*", "*qwayland-generic*", "*qoffscreen*", "*qwindows*"),
    "platforminputcontexts": ("*ibus*", "*compose*", "*fcitx*"),
    "wayland-shell-integration": ("*xdg-shell*",),
    "wayland-decoration-client": ("*bradient*",),
    "platformthemes": ("*xdgdesktopportal*",),
    "iconengines": ("*qsvgicon*",),
    "imageformats": ("*qgif*", "*qjpeg*", "*qwebp*", "*qtiff*", "*qico*", "*qsvg*"),
    "printsupport": ("*cups*", "*windowsprintersupport*"),
}
"""By kind, those taken: the systems' windows and input methods, printing, and the pictures that come with returns."""

PLUGINS_BESIDES = "QC_QT_PLUGINS"
"""Environment variable: a folder of Qt's plugins that the wheels lack, by kind, as debian11.sh makes one for fcitx."""

SYSTEM_LIBRARIES = ("libcups.so*", "libdbus-1.so*", "libfontconfig.so*", "libfreetype.so*", "libexpat.so*")
"""Taken from the machine, on Linux: they speak with its services and read its settings, and every desktop has them."""

DROPPED_DATA = (
    "matplotlib/mpl-data/sample_data/*", "matplotlib/mpl-data/plot_directive/*", "matplotlib/mpl-data/images/*",
    "matplotlib/mpl-data/stylelib/*", "matplotlib/mpl-data/fonts/afm/*", "matplotlib/mpl-data/fonts/pdfcorefonts/*",
    "matplotlib/mpl-data/kpsewhich.lua", "holidays/locale/*", "docx/templates/default-docx-template/*", "setuptools/*",
    "pypinyin/*.py", "pypinyin/*.pyi", "dateutil/zoneinfo/*", "*/py.typed", "*/__pycache__/*", "*.pyi",
)
KEPT_FONTS = ("DejaVuSans.ttf", "LICENSE_DEJAVU", "LastResortHE-Regular.ttf")
"""What matplotlib falls back on, and opens with any other; charts are drawn with the machine's Chinese font."""
ZONES = ("Asia/Shanghai", "Etc/UTC", "UTC", "PRC")
"""Of the world's time zones, 600 files on Windows: the program keeps the computer's own time."""
TRANSLATIONS = ("qtbase_zh_CN.qm", "qt_zh_CN.qm")
METADATA = ("METADATA",)
"""Of a package's dist-info: what tells its version in 诊断. Licences are laid beside the program."""


def plugins_besides() -> list[tuple[str, str]]:
    """(file, folder that it goes into), for PyInstaller."""
    folder = os.environ.get(PLUGINS_BESIDES)
    found = sorted(Path(folder).glob("*/*.so")) if folder else []
    return [(str(path), f"PySide6/Qt/plugins/{path.parent.name}") for path in found]


def kept_data(place: str) -> bool:
    place = place.replace("\\", "/")
    path = PurePosixPath(place)
    if any(fnmatch(place, pattern) for pattern in DROPPED_DATA):
        return False
    if "mpl-data/fonts/ttf/" in place:
        return path.name in KEPT_FONTS
    if "tzdata/zoneinfo/" in place:
        return place.endswith(tuple(f"/zoneinfo/{zone}" for zone in ZONES))
    if path.suffix == ".qm":
        return path.name in TRANSLATIONS
    if any(part.endswith(".dist-info") for part in path.parts):
        return path.name in METADATA
    return True


def kept_binary(place: str) -> bool:
    """Of Qt's plugins those of QT_PLUGINS; no library of the machine's; no software OpenGL, which draws nothing here."""
    place = place.replace("\\", "/")
    if any(fnmatch(PurePosixPath(place).name, pattern) for pattern in SYSTEM_LIBRARIES):
        return False
    plugin = re.search(r"PySide6/(?:Qt/)?plugins/([^/]+)/([^/]+)$", place)
    if plugin:
        return any(fnmatch(plugin.group(2), pattern) for pattern in QT_PLUGINS.get(plugin.group(1), ()))
    return "opengl32sw" not in place.lower()


def reached(binaries: Iterable[Entry], imports: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Those that something uses: modules, Qt's plugins and Python, and the libraries that these load, and those load.

    ``imports`` answers the names of the libraries that a file asks the system for. Symbolic links are left out: a
    memory stick's file system has none, and each library is found beside what asks for it.
    """
    files = [entry for entry in binaries if entry[2] != "SYMLINK"]
    by_name: dict[str, list[Entry]] = {}
    for entry in files:
        by_name.setdefault(_name(entry[0]), []).append(entry)
    pending = [entry for entry in files if _is_root(entry)]
    found = set(pending)
    while pending:
        for name in imports(pending.pop()[1]):
            new = [each for each in by_name.get(_name(name), ()) if each not in found]
            found.update(new)
            pending += new
    return [entry for entry in files if entry in found]


def _is_root(entry: Entry) -> bool:
    place = entry[0].replace("\\", "/")
    return entry[2] == "EXTENSION" or "/plugins/" in place or _name(place).startswith(("libpython", "python3"))


def _name(place: str) -> str:
    name = PurePosixPath(place.replace("\\", "/")).name
    return name.lower() if sys.platform == "win32" else name
