"""On 麒麟 and 统信 whoever types Chinese elsewhere types it here too: Qt is told of an input method that it has a plugin for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ui import input_method
from ui.input_method import use_carried_input_method

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is but the system's own")

RELEASE = ("libibusplatforminputcontextplugin.so", "libfcitxplatforminputcontextplugin-qt6.so")
WHEEL = ("libibusplatforminputcontextplugin.so", "libcomposeplatforminputcontextplugin.so")


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_IM_MODULE", "QT_IM_MODULES", "XMODIFIERS", "WAYLAND_DISPLAY"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def carry(monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]) -> None:
    monkeypatch.setattr(input_method, "_plugins", lambda: map(Path, names))


@pytest.mark.parametrize(("asked", "in_release", "from_wheel"), [
    ("fcitx", "fcitx", "ibus"), ("fcitx5", "fcitx", "ibus"), ("ibus", "ibus", "ibus"), ("compose", "compose", "compose"),
])
def test_the_user_s_own_is_spoken_with_under_the_name_of_a_plugin(
    asked: str, in_release: str, from_wheel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for names, expected in ((RELEASE, in_release), (WHEEL, from_wheel)):
        carry(monkeypatch, names)
        monkeypatch.setenv("QT_IM_MODULE", asked)
        use_carried_input_method()
        assert os.environ["QT_IM_MODULE"] == expected


@pytest.mark.parametrize(("modifiers", "expected"), [
    ("@im=fcitx", "fcitx"), ("@im=fcitx5", "fcitx"), ("@im=ibus", "ibus"), ("@im=none", None), ("", None),
])
def test_a_desktop_that_told_only_the_older_programs_is_understood(
    modifiers: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry(monkeypatch, RELEASE)
    monkeypatch.setenv("XMODIFIERS", modifiers)
    use_carried_input_method()
    assert os.environ.get("QT_IM_MODULE") == expected


def test_wayland_s_own_way_is_not_overruled_by_what_older_programs_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    carry(monkeypatch, RELEASE)
    monkeypatch.setenv("XMODIFIERS", "@im=fcitx")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    use_carried_input_method()
    assert "QT_IM_MODULE" not in os.environ


def test_of_several_none_is_lost_and_none_stands_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    carry(monkeypatch, WHEEL)
    monkeypatch.setenv("QT_IM_MODULES", "wayland;fcitx;ibus")
    use_carried_input_method()
    assert os.environ["QT_IM_MODULES"] == "wayland;ibus"
    carry(monkeypatch, RELEASE)
    monkeypatch.setenv("QT_IM_MODULES", "wayland;fcitx5;ibus")
    use_carried_input_method()
    assert os.environ["QT_IM_MODULES"] == "wayland;fcitx;ibus"


def test_the_plugins_are_looked_for_where_qt_has_them() -> None:
    assert WHEEL[0] in {path.name for path in input_method._plugins()}
