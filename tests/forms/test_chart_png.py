"""A chart that is drawn says all its names and numbers, in the window and in black and white print, and leaves nothing behind."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.forms.chart_canvas import LOCK, Canvas, prepare
from qcapp.forms.chart_png import drawn, fitting_height, png_of

LONG = "清远市清城区人民政府政务服务数据管理局（清城区行政服务中心、清城区公共资源交易中心）"
UNITS = ("区工信局", "市自然资源局清城分局", "区政数局", "区法院", LONG)


def months(count: int, first: int = 1) -> tuple[str, ...]:
    return tuple(f"{(first - 1 + at) % 12 + 1}月\n{2021 + (first - 1 + at) // 12}年" for at in range(count))


def line(*values: float | None, more: Sequence[Series] = (), first: int = 1) -> Chart:
    series = (Series("覆盖率", values), *more)
    return Chart(ChartKind.LINE, "各月覆盖率", months(len(values), first), series, unit="%", top=100.0, decimals=1)


def bars(*values: float | None, labels: Sequence[str] = (), top: float | None = 100.0) -> Chart:
    labels = tuple(labels) or tuple(f"单位{at}" for at in range(len(values)))
    return Chart(ChartKind.BARS, "各单位得分", labels, (Series("得分", values),), unit="分", top=top, decimals=1)


def stacked(*pairs: tuple[float | None, float | None], labels: Sequence[str] = ()) -> Chart:
    series = Series("已报", tuple(each for each, _ in pairs)), Series("未报", tuple(each for _, each in pairs))
    labels = tuple(labels) or tuple(f"任务{at}" for at in range(len(pairs)))
    return Chart(ChartKind.STACKED, "报送情况", labels, series, unit="条")


CHARTS = {
    "a line": line(62.0, 74.7, 79.7, 86.1, 96.2, 92.4, first=2),
    "three lines that meet": line(
        100.0, 98.7, None, 88.6,
        more=(Series("及时率", (100.0, 98.7, 72.2, 70.9)), Series("合格率", (None, None, 100.0, 100.0))),
    ),
    "a year": line(*[90.0 + at / 2 for at in range(12)], first=8),
    "five years": line(*[float(70 + at % 31) for at in range(60)]),
    "one month": line(100.0),
    "no month": line(),
    "months with nothing": line(None, None),
    "all zero": line(0.0, 0.0, 0.0),
    "units": bars(100.0, 98.7, 60.5, 0.0, None, labels=UNITS),
    "one unit": bars(100.0),
    "no unit": bars(),
    "twenty units": bars(*[float(100 - at) for at in range(20)]),
    "sixty units": bars(*[100.0 - at for at in range(60)], labels=[f"{UNITS[at % 4]}{at}" for at in range(60)]),
    "changes": bars(3.0, 0.0, -2.0, -12.5, top=None),
    "nothing but zeros": bars(0.0, 0.0, top=None),
    "three rates": Chart(
        ChartKind.BARS, "三率", UNITS,
        tuple(Series(name, (100.0, 98.7, None, 70.9, 88.6)) for name in ("覆盖率", "及时率", "合格率")), "%", 100.0, 1,
    ),
    "tasks": stacked((4, 2), (9, 0), (0, 3), (None, None), (0, 0), labels=UNITS),
    "no task": stacked(),
    "lamps": Chart(
        ChartKind.STACKED, "红黄绿灯", UNITS[:2],
        (Series("绿灯", (13.0, 4.0)), Series("黄灯", (4.0, 0.0)), Series("红灯", (1.0, None))), "条",
    ),
}


@pytest.fixture(params=CHARTS)
def chart(request: pytest.FixtureRequest) -> Chart:
    return CHARTS[request.param]


@pytest.fixture(params=[False, True], ids=["window", "print"])
def mono(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def picture(chart: Chart, width: float, height: float, mono: bool = False, dpi: float = 200) -> Canvas:
    with LOCK:
        prepare()
        return drawn(chart, width, height, dpi, mono, titled=True)


@cache
def file_of(chart: Chart, mono: bool) -> bytes:
    """Drawn once for all who look at it."""
    return png_of(chart, 156, 90, dpi=200, mono=mono)


def texts(canvas: Canvas) -> Iterator[tuple[str, Any]]:
    """What is written, each with its place in pixels."""
    from matplotlib.text import Text

    for artist in canvas.figure.get_children():
        if isinstance(artist, Text) and artist.get_text():
            yield artist.get_text(), artist.get_window_extent()


def inside(place: Any, canvas: Canvas) -> bool:
    whole = canvas.figure.bbox
    return bool(place.x0 >= 0 and place.y0 >= 0 and place.x1 <= whole.width and place.y1 <= whole.height)


def pixels(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def colours(png: bytes) -> set[tuple[int, int, int]]:
    found: Any = pixels(png).getcolors(maxcolors=1 << 24)
    return {colour for count, colour in found if count > 30}


@pytest.mark.parametrize("size", [(156.0, 90.0), (90.0, 50.0), (60.0, 160.0)])
def test_no_word_leaves_the_picture(chart: Chart, size: tuple[float, float], mono: bool) -> None:
    canvas = picture(chart, *size, mono=mono)
    for text, place in texts(canvas):
        assert inside(place, canvas), text


def test_a_name_stands_whole_however_long_it_is(mono: bool) -> None:
    for made in (bars(*[50.0] * 5, labels=UNITS), stacked(*[(4.0, 1.0)] * 5, labels=UNITS)):
        for width, height in ((156, 90), (80, 40)):
            written = "".join(text for text, _ in texts(picture(made, width, height, mono)))
            assert all(name in written for name in UNITS)


@pytest.mark.parametrize("count", [1, 20, 60])
def test_rows_never_lie_over_one_another(count: int) -> None:
    made = bars(*[float(at) for at in range(count)], labels=[UNITS[at % 4] for at in range(count)])
    places = [place for text, place in texts(picture(made, 156, 120)) if text in UNITS]
    assert len(places) == count
    middles = [(place.y0 + place.y1) / 2 for place in places]
    gaps = [above - below for above, below in pairwise(middles)]
    assert all(gap >= place.height * 0.8 for gap, place in zip(gaps, places, strict=False))


@pytest.mark.parametrize("name", [name for name, each in CHARTS.items() if each.kind is ChartKind.BARS])
def test_each_bar_has_its_number(name: str, mono: bool) -> None:
    made = CHARTS[name]
    written = [text for text, _ in texts(picture(made, 156, 150, mono))]
    for series in made.series:
        for value in series.values:
            assert made.words(value) in written


def test_a_bar_of_two_parts_says_how_much_of_how_much() -> None:
    written = [text for text, _ in texts(picture(CHARTS["tasks"], 156, 90))]
    assert [each for each in written if each.endswith("条") or each == "—"] == ["4/6条", "9/9条", "0/3条", "—", "0条"]


def test_a_bar_of_three_parts_says_each_and_the_whole() -> None:
    written = [text for text, _ in texts(picture(CHARTS["lamps"], 156, 40))]
    at = written.index("区工信局")
    assert written[at:] == ["区工信局", "13", "4", "1", "18条", "市自然资源局清城分局", "4", "4条"]


def test_points_of_a_year_have_their_numbers_and_no_two_lie_over_one_another() -> None:
    made = CHARTS["a year"]
    canvas = picture(made, 156, 80)
    places = [place for text, place in texts(canvas) if text in {made.words(value) for value in made.values}]
    written = [text for text, _ in texts(canvas)]
    assert all(made.words(value) in written for value in made.values)
    for at, place in enumerate(places):
        assert not any(place.overlaps(other) for other in places[at + 1 :])


def test_of_sixty_months_the_first_the_last_the_best_and_the_worst_are_told() -> None:
    values = [80.0] * 60
    values[0], values[20], values[40], values[59] = 71.1, 99.9, 61.3, 88.8
    written = [text for text, _ in texts(picture(line(*values), 156, 80))]
    assert {"71.1%", "99.9%", "61.3%", "88.8%"} <= set(written)
    assert written.count("80%") <= 1  # the axis' own


def test_months_are_thinned_out_and_the_last_one_stays() -> None:
    canvas = picture(line(*[90.0] * 60), 156, 80)
    shown = [(text, place) for text, place in texts(canvas) if text.endswith("月")]
    assert shown[-1][0] == "12月"
    assert 8 <= len(shown) < 60
    for (_, left), (_, right) in pairwise(shown):
        assert left.x1 < right.x0


def test_a_year_is_named_where_it_begins() -> None:
    written = [text for text, _ in texts(picture(line(*[90.0] * 6, first=10), 156, 80))]
    assert [text for text in written if text.endswith("年")] == ["2021年", "2022年"]


def test_a_gap_is_not_bridged() -> None:
    from matplotlib.lines import Line2D

    canvas = picture(line(90.0, 91.0, None, 92.0), 156, 80)
    joined = [each for each in canvas.figure.get_children() if isinstance(each, Line2D) and each.get_linewidth() == 2.0]
    assert [len(each.get_xdata()) for each in joined] == [2]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["no month", "months with nothing", "no unit", "no task"])
def test_where_there_is_nothing_it_says_so(name: str) -> None:
    written = [text for text, _ in texts(picture(CHARTS[name], 90, 50))]
    assert written == [CHARTS[name].title, "没有数据"]


def test_the_picture_is_as_large_as_it_was_asked_for(chart: Chart, mono: bool) -> None:
    made = pixels(png_of(chart, 156, 90, dpi=100, mono=mono))
    assert made.size == pytest.approx((156 / 25.4 * 100, 90 / 25.4 * 100), abs=1)
    assert pixels(file_of(chart, mono)).width > 1.9 * made.width


def test_it_is_not_blank(chart: Chart, mono: bool) -> None:
    assert len(colours(file_of(chart, mono))) >= 2


def test_the_window_has_the_programs_blue() -> None:
    for name in ("a line", "units", "tasks"):
        assert (0x1F, 0x5F, 0xA8) in colours(file_of(CHARTS[name], mono=False))


def test_print_has_no_colour(chart: Chart) -> None:
    assert all(max(colour) - min(colour) <= 2 for colour in colours(file_of(chart, mono=True)))


def test_parts_of_a_bar_are_told_apart_without_colour() -> None:
    """Dark, hatched and grey: their mean grey lies far apart, and the hatch is made of black and white."""
    made = Chart(ChartKind.STACKED, "", ("一",), tuple(Series(name, (10.0,)) for name in "甲乙丙"), "条", 30.0)
    grey = pixels(png_of(made, 156, 40, mono=True)).convert("L")
    canvas = picture(made, 156, 40, mono=True)
    from matplotlib.patches import Rectangle

    parts = [each for each in canvas.figure.get_children() if isinstance(each, Rectangle) and each.get_width() > 40][-3:]
    means, spreads = [], []
    for part in parts:
        box = part.get_window_extent()
        third = box.width / 3  # the number stands in the middle
        crop = grey.crop((int(box.x0 + 4), int(grey.height - box.y1 + 4), int(box.x0 + third), int(grey.height - box.y0 - 4)))
        values = list(crop.tobytes())
        means.append(sum(values) / len(values))
        spreads.append(max(values) - min(values))
    dark, hatched, plain = means
    assert dark < 100 < plain < 210 < hatched
    assert max(spreads[0], spreads[2]) < 20
    assert spreads[1] > 200


def test_lines_are_told_apart_by_marker_and_dash() -> None:
    from matplotlib.lines import Line2D

    lines = [each for each in picture(CHARTS["three lines that meet"], 156, 90, mono=True).figure.get_children()
             if isinstance(each, Line2D)]
    assert {each.get_marker() for each in lines} >= {"o", "s", "^"}
    assert len({str(each.get_linestyle()) for each in lines if each.get_marker() == "None"}) >= 2


def test_equal_charts_give_equal_files(chart: Chart, mono: bool) -> None:
    first = png_of(chart, 120, 70, mono=mono)
    assert png_of(chart, 120, 70, mono=mono) == first
    assert not any(word in first for word in (b"Software", b"tIME", b"matplotlib"))


def test_threads_draw_at_once_and_each_gets_its_own() -> None:
    names = ("a line", "three lines that meet", "units", "tasks", "no unit", "lamps")
    alone = {name: png_of(CHARTS[name], 120, 70) for name in names}
    got: dict[str, bytes] = {}

    def work(name: str) -> None:
        got[name] = png_of(CHARTS[name], 120, 70)

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == alone


@pytest.mark.parametrize(
    "name", ["−3 与 \u2212", "$x^2$ 与 $", "😀局", "区\u200b局\n二行", "a\x00b", "㎡𠮷", "", "<&>\"'", "{}\\n%s"]
)
def test_odd_names_are_drawn_without_a_complaint(name: str, mono: bool) -> None:
    for made in (bars(1.0, labels=[name]), line(1.0, more=[Series(name, (2.0,))])):
        assert png_of(made, 90, 40, mono=mono)


def test_numbers_stand_as_in_the_tables() -> None:
    rates = line(1.0)
    assert [rates.words(each) for each in (88.85, 100.0, 0.0, 50.04, 99.95, None)] == [
        "88.9%", "100%", "0%", "50%", "100%", "—"
    ]
    scores = bars(1.0)
    assert [scores.words(each) for each in (96.0, 96.65, 0.05, -0.04, -3.5)] == ["96.0分", "96.7分", "0.1分", "0.0分", "-3.5分"]
    assert stacked((1.0, 2.0)).words(12.0) == "12条"


def test_the_height_that_it_asks_for_is_enough() -> None:
    """At that height the type is as large as it can be."""
    for made in CHARTS.values():
        if made.labels and made.kind is not ChartKind.LINE:
            high = picture(made, 120, fitting_height(made, 120))
            higher = picture(made, 120, fitting_height(made, 120) * 2)
            name = made.labels[0]
            sizes = [next(p.height for text, p in texts(each) if text == name) for each in (high, higher)]
            assert sizes[0] == pytest.approx(sizes[1], abs=1.0)


names = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(ChartKind), st.data(), st.booleans(), st.sampled_from(["%", "分", "条", ""]),
    st.none() | st.sampled_from([1.0, 100.0]), st.integers(0, 2),
)
def test_whatever_is_drawn_stays_inside(
    kind: ChartKind, data: st.DataObject, mono: bool, unit: str, top: float | None, decimals: int
) -> None:
    labels = tuple(data.draw(st.lists(names, max_size=8)))
    numbers = st.none() | st.floats(0 if kind is ChartKind.STACKED else -1e4, 1e4).map(lambda each: round(each, 1))
    of_one = st.lists(numbers, min_size=len(labels), max_size=len(labels)).map(tuple)
    series = data.draw(st.lists(st.builds(Series, names, of_one), max_size=4))
    made = Chart(kind, data.draw(names), labels, tuple(series), unit, top, decimals)
    canvas = picture(made, 120, 80, mono, dpi=72)
    for text, place in texts(canvas):
        assert inside(place, canvas), text
    assert canvas.png()


SCRIPT = """
import sys, warnings
sys.path.insert(0, {root!r})
warnings.simplefilter("error")
from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.forms.chart_png import png_of
assert "matplotlib" not in sys.modules
png = png_of(Chart(ChartKind.BARS, "标题", ("区法院",), (Series("得分", (1.0,)),)), 90, 40)
assert png.startswith(b"\\x89PNG")
assert "matplotlib.pyplot" not in sys.modules
import os
print(os.environ.get("MPLCONFIGDIR"), os.environ.get("MPL_IGNORE_SYSTEM_FONTS"))
"""


@pytest.mark.parametrize("home", ["writable", "read-only", "absent"])
def test_the_machine_stays_as_it_was(home: str, tmp_path: Path) -> None:
    """No folder in the home, none left in the temporary folder, no warning, no variable changed: with any kind of home."""
    folder, temporary = tmp_path / "家", tmp_path / "临时"
    temporary.mkdir()
    if home != "absent":
        folder.mkdir()
    if home == "read-only":
        folder.chmod(0o500)
    root = str(Path(__file__).resolve().parents[2])
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT", "WINDIR") if name in os.environ}
    environ = {**kept, "HOME": str(folder), "USERPROFILE": str(folder), "LOCALAPPDATA": str(folder / "应用")}
    environ |= {name: str(temporary) for name in ("TMPDIR", "TEMP", "TMP")}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(root=root)], env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert (run.returncode, run.stderr, run.stdout) == (0, "", "None None\n")
    assert list(temporary.iterdir()) == []
    assert not folder.exists() or list(folder.iterdir()) == []
