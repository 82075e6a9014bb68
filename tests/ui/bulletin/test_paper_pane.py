"""The bar over the preview: the title is read whole, beside the buttons or above them."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.paper_pane import PaperPane


@pytest.mark.parametrize("width", [334, 420, 520, 766])
def test_the_title_is_read_whole_however_narrow_the_pane(qtbot: QtBot, width: int) -> None:
    pane = PaperPane("预览")
    qtbot.addWidget(pane)
    pane.resize(width, 400)
    with qtbot.waitExposed(pane):
        pane.show()
    for title in ("2021年7月通报", "催报通知 · 市自然资源局清城分局"):
        pane.show_words(title, "没有内容。")
        qtbot.wait(1)
        assert "…" not in pane.title.shown_in(pane.title.width())
    for busy in (True, False):
        before = pane.title.geometry().top(), pane.view.geometry().top()
        pane.show_busy(busy)
        qtbot.wait(1)
        assert (pane.title.geometry().top(), pane.view.geometry().top()) == before
