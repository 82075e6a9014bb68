"""Words can be read: 4.5 to 1 on every ground that they stand on, in both schemes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from qcapp.forms.chart_style import DARK, PRINT, WINDOW, Style
from ui import theme
from ui.resources import resource
from ui.theme import (
    ADDED,
    ADDED_TEXT,
    BLUE,
    BLUE_DARK,
    BLUE_FILL,
    BLUE_FILL_DARK,
    BLUE_SOFT,
    CONFLICT,
    CURRENT,
    FAINT,
    GROUP,
    HEADER,
    HIT,
    INK,
    LAMP_GREEN,
    LAMP_RED,
    MUTED,
    ON_BLUE,
    PAGE,
    REMOVED,
    REMOVED_TEXT,
    SIDEBAR,
    SIDEBAR_HOVER,
    SIDEBAR_TEXT,
    SURFACE,
    Colour,
    Tone,
)

ROOT = Path(__file__).resolve().parents[2]
LEAST = 4.5
GROUNDS = (SURFACE, PAGE, GROUP, HEADER, CURRENT, BLUE_SOFT)
PAIRS: tuple[tuple[Colour, Colour], ...] = (
    *product((INK, MUTED, FAINT, BLUE, BLUE_DARK), GROUNDS),
    *((tone.value.text, tone.value.back) for tone in Tone),
    *product((tone.value.text for tone in Tone), (SURFACE, PAGE, GROUP, CURRENT, BLUE_SOFT)),
    *product((INK, MUTED, BLUE, Tone.WARN.value.text), (CONFLICT,)),
    (ON_BLUE, BLUE_FILL), (ON_BLUE, BLUE_FILL_DARK), (SIDEBAR_TEXT, SIDEBAR), (SIDEBAR_TEXT, SIDEBAR_HOVER),
    (INK, HIT), (ADDED_TEXT, ADDED), (REMOVED_TEXT, REMOVED), (ADDED_TEXT, SURFACE), (REMOVED_TEXT, SURFACE),
)
NAMED = {name.lower(): value for name, value in vars(theme).items() if name.isupper() and isinstance(value, Colour)}
NAMED |= {f"{tone.name.lower()}_text": tone.value.text for tone in Tone}
NAMED |= {f"{tone.name.lower()}_back": tone.value.back for tone in Tone}


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG reckons it."""
    shown = QColor(colour)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
        for part in (shown.redF(), shown.greenF(), shown.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def named(colour: Colour) -> str:
    return next(name for name, value in NAMED.items() if value is colour)


def faults(pairs: Sequence[tuple[Colour, Colour]], least: float) -> list[str]:
    return [
        f"{named(text)} on {named(back)}, {kind}: {found:.2f}"
        for text, back in pairs
        for kind, found in (("light", contrast(text.light, back.light)), ("dark", contrast(text.dark, back.dark)))
        if found < least
    ]


def rules(sheet: str) -> Iterator[tuple[str, Colour, Colour]]:
    """(selector, colour, background) of what names both, except what can't be used now."""
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        colour = re.search(r"(?<![\w-])color:\s*\$(\w+)", body)
        ground = re.search(r"(?<![\w-])background:\s*\$(\w+)", body)
        if colour and ground and ":disabled" not in selector:
            yield " ".join(selector.split()), NAMED[colour[1]], NAMED[ground[1]]


def test_contrast_is_reckoned_as_the_guideline_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_words_can_be_read_on_every_ground_they_are_painted_on() -> None:
    assert faults(PAIRS, LEAST) == []


def test_words_can_be_read_where_the_style_sheet_puts_them() -> None:
    found = list(rules(resource("style.qss").read_text(encoding="utf-8")))
    assert len(found) > 15
    assert [f"{selector}: {named(text)}" for selector, text, back in found if faults([(text, back)], LEAST)] == []


def test_the_lamps_that_matter_stand_out_from_the_ground() -> None:
    assert faults([*product((LAMP_GREEN, LAMP_RED), (SURFACE, GROUP, BLUE_SOFT))], 3.0) == []


@pytest.mark.parametrize("style", [WINDOW, DARK, PRINT])
def test_words_on_a_chart_can_be_read(style: Style) -> None:
    pairs = [(style.ink, style.ground), (style.muted, style.ground), *((fill.text, fill.face) for fill in style.fills)]
    assert [pair for pair in pairs if contrast(*pair) < LEAST] == []


def test_a_dark_chart_stands_on_the_ground_of_the_window() -> None:
    assert (DARK.ground, WINDOW.ground) == (SURFACE.dark, SURFACE.light)


def test_colours_stand_in_one_place_only() -> None:
    """A literal elsewhere would not follow the scheme."""
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b|QColor\(\"[a-z]|Qt\.GlobalColor\.(?!transparent)")
    # The theme takes the shell's shades, which is drawn before it; what is printed has no scheme.
    own = {ROOT / "ui" / "theme.py", ROOT / "ui" / "shell.py", *(ROOT / "ui" / "pdf").glob("*.py")}
    files = {*(ROOT / "ui").rglob("*.py"), ROOT / "resources" / "style.qss"} - own
    assert [path.name for path in files if literal.search(path.read_text("utf-8"))] == []
