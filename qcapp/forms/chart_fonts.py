"""The Chinese font of charts, found by file: asked for a family, matplotlib would first read every font of the machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qcapp.domain.errors import ChartFailed

if TYPE_CHECKING:
    from matplotlib.font_manager import FontPath

NO_FONT = "这台电脑上没有中文字体，统计图画不出来，请安装一种（如思源黑体、文泉驿正黑）后重试。"

# Regular and bold file, the best first: Windows, then 麒麟, 统信 and Debian, then what is better than nothing.
_KNOWN: tuple[tuple[str, str], ...] = (
    ("msyh.ttc", "msyhbd.ttc"),
    ("msyh.ttf", "msyhbd.ttf"),
    ("deng.ttf", "dengb.ttf"),
    ("notosanscjk-regular.ttc", "notosanscjk-bold.ttc"),
    ("notosanscjksc-regular.otf", "notosanscjksc-bold.otf"),
    ("notosanssc-regular.otf", "notosanssc-bold.otf"),
    ("notosanssc-regular.ttf", "notosanssc-bold.ttf"),
    ("sourcehansanscn-regular.otf", "sourcehansanscn-bold.otf"),
    ("sourcehansanssc-regular.otf", "sourcehansanssc-bold.otf"),
    ("sourcehansans-regular.ttc", "sourcehansans-bold.ttc"),
    ("simhei.ttf", ""),
    ("wqy-microhei.ttc", ""),
    ("wqy-zenhei.ttc", ""),
    ("simsun.ttc", "simhei.ttf"),
    ("simsun.ttf", "simhei.ttf"),
    ("simfang.ttf", "simhei.ttf"),
    ("notoserifcjk-regular.ttc", "notoserifcjk-bold.ttc"),
    ("uming.ttc", ""),
)
_SUFFIXES = frozenset({".ttf", ".ttc", ".otf"})
_MUST_HAVE = "营商台账覆盖率及时合格得分单位条年月0123456789.%-"  # some Chinese fonts leave the digits to another
_REGION = (" SC", " CN")  # how the face of a collection is called whose characters have the mainland's shapes


@dataclass(frozen=True, slots=True)
class ChartFonts:
    """``bold`` is the regular font where the machine has no bolder one."""

    regular: FontPath
    bold: FontPath


def chart_fonts() -> ChartFonts:
    """The machine's; ChartFailed with a sentence when it has none. matplotlib must have been prepared."""
    return _found(tuple(font_folders()))


@lru_cache(maxsize=4)
def _found(folders: tuple[Path, ...]) -> ChartFonts:
    return find_fonts(folders)


def font_folders() -> Iterator[Path]:
    """Where fonts are installed, for all users and for this one."""
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        if local := os.environ.get("LOCALAPPDATA"):
            yield Path(local) / "Microsoft" / "Windows" / "Fonts"
        return
    yield from map(Path, ("/usr/share/fonts", "/usr/local/share/fonts"))
    home = os.path.expanduser("~")
    yield from (Path(home, ".local", "share", "fonts"), Path(home, ".fonts"))


def find_fonts(folders: Sequence[Path]) -> ChartFonts:
    """The best known font in these folders and those below them, else any that has the characters of a chart."""
    files = _files(folders)
    for regular, bold in _KNOWN:
        if (face := _face(files.get(regular))) is not None:
            return ChartFonts(face, _face(files.get(bold)) or face)
    for name in sorted(files):
        if (face := _face(files[name])) is not None:
            return ChartFonts(face, face)
    raise ChartFailed(NO_FONT)


def _files(folders: Sequence[Path]) -> dict[str, Path]:
    """Font files by lower-case name, of equal names the first."""
    files: dict[str, Path] = {}
    for folder in folders:
        for parent, below, names in os.walk(folder):
            below.sort()
            for name in names:
                if os.path.splitext(name)[1].lower() in _SUFFIXES:
                    files.setdefault(name.lower(), Path(parent, name))
    return files


def _face(file: Path | None) -> FontPath | None:
    """The face to use of a font file; None when it can't be read or lacks the characters."""
    if file is None:
        return None
    from matplotlib.font_manager import FontPath
    from matplotlib.ft2font import FT2Font

    try:
        faces = [FT2Font(str(file))]
        faces += [FT2Font(str(file), face_index=index) for index in range(1, faces[0].num_faces)]
    except (OSError, RuntimeError, ValueError):
        return None
    fitting = [index for index, face in enumerate(faces) if all(face.get_char_index(ord(each)) for each in _MUST_HAVE)]
    if not fitting:
        return None
    named = [index for index in fitting if faces[index].family_name.endswith(_REGION)]
    return FontPath(str(file), (named or fitting)[0])
