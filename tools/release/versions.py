"""The versions of libraries that lie within others, as these tell them; "" where they don't."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path

from tools.release.contents import PLUGINS_BESIDES


def native_version(name: str) -> str:
    """Of a row of [[natives]]: asked of the Python that builds, which is the one that is bundled."""
    ask: dict[str, Callable[[], str]] = {
        "Python": platform.python_version,
        "SQLite": lambda: sqlite3.sqlite_version,
        "OpenSSL": _openssl,
        "zlib": lambda: zlib.ZLIB_RUNTIME_VERSION,
        "fcitx-qt5": _plugin_besides,
    }
    return ask[name]() if name in ask else ""


def part_version(package: str, name: str) -> str:
    """Of a row of [[parts]]."""
    if package == "pillow":
        return _in_pillow(name)
    if package == "lxml":
        return _in_lxml(name)
    if package == "numpy" and name == "OpenBLAS":
        return _openblas()
    if package == "matplotlib" and name == "FreeType":
        from matplotlib.ft2font import __freetype_version__

        return str(__freetype_version__)
    return ""


def _plugin_besides() -> str:
    """As who built it noted beside it."""
    noted = Path(os.environ.get(PLUGINS_BESIDES, ""), "version")
    return noted.read_text(encoding="utf-8").strip() if noted.is_file() else ""


def _openssl() -> str:
    import ssl

    found = re.search(r"\d+\.\d+\.\w+", ssl.OPENSSL_VERSION)
    return found.group() if found else ""


def _in_pillow(name: str) -> str:
    from PIL import features

    asked = {"libtiff": "libtiff", "OpenJPEG": "jpg_2000", "zlib-ng": "zlib_ng", "libjpeg-turbo": "libjpeg_turbo",
             "libwebp": "webp", "libavif": "avif", "Little CMS 2": "littlecms2", "FreeType": "freetype2",
             "HarfBuzz": "harfbuzz", "Raqm": "raqm"}  # fmt: skip
    try:
        return str(features.version(asked[name]) or "") if name in asked else ""
    except ImportError:
        return ""


def _in_lxml(name: str) -> str:
    from lxml import etree

    told = {"libxml2": etree.LIBXML_VERSION, "libxslt、libexslt": etree.LIBXSLT_VERSION}
    return ".".join(map(str, told[name])) if name in told else ""


def _openblas() -> str:
    import numpy

    told = numpy.show_config("dicts")["Build Dependencies"]["blas"]
    return str(told.get("version", ""))
