"""The plugin for fcitx, without which nobody on 麒麟 types Chinese, gets into the folder where Qt looks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.release.contents import PLUGINS_BESIDES, kept_binary, plugins_besides

PLACE = "PySide6/Qt/plugins/platforminputcontexts"
NAME = "libfcitxplatforminputcontextplugin-qt6.so"


def test_a_plugin_made_for_the_release_is_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "platforminputcontexts" / NAME
    made.parent.mkdir()
    made.touch()
    monkeypatch.setenv(PLUGINS_BESIDES, str(tmp_path))
    assert plugins_besides() == [(str(made), PLACE)]
    assert kept_binary(f"{PLACE}/{NAME}")


def test_a_build_without_one_takes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PLUGINS_BESIDES, raising=False)
    assert plugins_besides() == []
