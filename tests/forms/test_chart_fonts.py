"""The Chinese font is found by file, the mainland's shapes are chosen, and without one a sentence says so."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from qcapp.domain.errors import ChartFailed
from qcapp.forms import chart_canvas, chart_fonts
from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.forms.chart_fonts import find_fonts, font_folders
from qcapp.forms.chart_png import png_of

BARS = Chart(ChartKind.BARS, "标题", ("区法院",), (Series("得分", (1.0,)),))


@pytest.fixture(autouse=True)
def ready() -> None:
    with chart_canvas.LOCK:
        chart_canvas.prepare()


@pytest.fixture
def chinese() -> Path:
    """A file of this machine with Chinese characters."""
    return Path(str(find_fonts(list(font_folders())).regular))


@pytest.fixture
def latin() -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


def test_without_a_chinese_font_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, latin: Path) -> None:
    shutil.copy(latin, tmp_path / "DejaVuSans.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    monkeypatch.setattr(chart_fonts, "font_folders", lambda: iter([tmp_path, tmp_path / "absent"]))
    with pytest.raises(ChartFailed, match=r"没有中文字体.*请安装"):
        png_of(BARS, 90, 40)


def test_a_font_is_found_below_any_folder_by_its_name_in_any_case(tmp_path: Path, chinese: Path) -> None:
    (tmp_path / "truetype" / "ms").mkdir(parents=True)
    target = tmp_path / "truetype" / "ms" / "MSYH.TTC"
    shutil.copy(chinese, target)
    fonts = find_fonts([tmp_path])
    assert Path(str(fonts.regular)) == Path(str(fonts.bold)) == target


def test_the_better_one_is_taken_and_its_bold_beside_it(tmp_path: Path, chinese: Path) -> None:
    for name in ("simsun.ttc", "msyh.ttc", "msyhbd.ttc", "wqy-zenhei.ttc"):
        shutil.copy(chinese, tmp_path / name)
    fonts = find_fonts([tmp_path])
    assert (Path(str(fonts.regular)).name, Path(str(fonts.bold)).name) == ("msyh.ttc", "msyhbd.ttc")


def test_one_that_can_not_be_read_is_passed_over(tmp_path: Path, chinese: Path) -> None:
    (tmp_path / "msyh.ttc").write_bytes(b"\x00" * 100)
    shutil.copy(chinese, tmp_path / "simsun.ttc")
    assert Path(str(find_fonts([tmp_path]).regular)).name == "simsun.ttc"


def test_any_font_with_the_characters_is_better_than_none(tmp_path: Path, chinese: Path, latin: Path) -> None:
    shutil.copy(latin, tmp_path / "a.ttf")
    shutil.copy(chinese, tmp_path / "方正某体.ttc")
    assert Path(str(find_fonts([tmp_path]).regular)).name == "方正某体.ttc"


def test_a_font_without_digits_is_none_for_charts(tmp_path: Path, chinese: Path) -> None:
    path = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
    if not path.exists():
        pytest.skip("fonts-droid-fallback is not installed")
    shutil.copy(path, tmp_path / "a.ttf")
    shutil.copy(chinese, tmp_path / "b.ttc")
    assert Path(str(find_fonts([tmp_path]).regular)).name == "b.ttc"


def test_of_a_collection_the_mainlands_face_is_taken() -> None:
    from matplotlib.ft2font import FT2Font

    path = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
    if not path.exists():
        pytest.skip("fonts-noto-cjk is not installed")
    face = find_fonts([path.parent]).regular
    assert FT2Font(str(face), face_index=face.face_index).family_name == "Noto Sans CJK SC"


def test_windows_looks_where_windows_has_its_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("WINDIR", "W")
    monkeypatch.setenv("LOCALAPPDATA", "L")
    assert list(font_folders()) == [Path("W", "Fonts"), Path("L", "Microsoft", "Windows", "Fonts")]


def test_a_picture_by_another_font_is_drawn_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
    if not path.exists():
        pytest.skip("fonts-wqy-zenhei is not installed")
    shutil.copy(path, tmp_path / path.name)
    monkeypatch.setattr(chart_fonts, "font_folders", lambda: iter([tmp_path]))
    assert png_of(BARS, 90, 40) != b""


def test_no_temporary_folder_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(prefix: str) -> str:
        raise FileNotFoundError("no usable temporary directory")

    monkeypatch.delitem(sys.modules, "matplotlib.font_manager")
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(ChartFailed, match="临时文件夹"):
        png_of(BARS, 90, 40)
