"""Every page and the dialogs, at the sizes that clerks have: nothing cut, blank, crooked or outside; pictures to be looked at.

They are kept in out/screens, or where QC_SCREENS says.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtGui import QImage

from tests.programs import ended
from tools.screens import OUT, Screen, draw
from ui.pages.registry import PAGES

pytestmark = pytest.mark.long
SCREENS: Final = (
    Screen(1366, 768), Screen(1366, 768, dark=True), Screen(1920, 1080, 1.5), Screen(1920, 1080, 2.0),
)
DIALOGS: Final = (
    "export", "print_preview", "page_setup", "rule", "settings-1", "assessment", "help-keys", "about", "facts", "chart", "issue",
    "question", "first_run", "next_plan", "mapping", "add-measure", "split-measure", "assign", "alias",
    "shared", "shared-refused", "rescue-shared",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of this process alone: another may do some of these tests at the same time."""
    return tmp_path_factory.mktemp("screens")


@pytest.fixture(scope="module")
def drawn(folder: Path) -> dict[Screen, list[str]]:
    """Each screen's faults; the processes run two at a time."""
    with ThreadPoolExecutor(2) as threads:
        faults = dict(zip(SCREENS, threads.map(lambda screen: draw(screen, folder / screen.name), SCREENS), strict=True))
    shutil.copytree(folder, OUT, dirs_exist_ok=True)
    return faults


@pytest.fixture
def picture(drawn: dict[Screen, list[str]], folder: Path) -> Callable[[Screen, str], QImage]:
    return lambda screen, name: QImage(str(folder / screen.name / f"{name}.png"))


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_nothing_is_cut_blank_crooked_or_outside(drawn: dict[Screen, list[str]], screen: Screen) -> None:
    assert drawn[screen] == []


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_there_is_a_picture_of_every_page_and_dialog(picture: Callable[[Screen, str], QImage], screen: Screen) -> None:
    wanted = [*(spec.name for spec in PAGES), *DIALOGS]
    assert [name for name in wanted if picture(screen, name).isNull()] == []


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_pages_fill_the_screen_and_are_light_or_dark(picture: Callable[[Screen, str], QImage], screen: Screen) -> None:
    frame = 8 * screen.scale
    for spec in PAGES:
        made = picture(screen, spec.name)
        assert screen.width - frame <= made.width() <= screen.width + 2, spec.name
        assert (made.pixelColor(made.width() // 2, 4).lightness() < 80) is screen.dark, spec.name


def test_pictures_can_be_put_elsewhere(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "from tools.screens import OUT; print(OUT)"]
    told = ended(words, env={**os.environ, "QC_SCREENS": str(tmp_path)}, check=True)
    assert Path(told.stdout.strip()) == tmp_path
