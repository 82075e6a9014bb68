"""Pages of the manual break where a reader can bear it: what belongs together stands together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QSizeF, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QTextBlock, QTextDocument

from tools.release.manual_breaks import last_filled, settle

HIGH = 400.0


def document(html: str) -> QTextDocument:
    """On pages of 400 points; ``p`` is a picture of 300 × 200."""
    made = QTextDocument()
    made.setDocumentMargin(0)
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0)
    made.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl("p"), image)
    made.setHtml(html)
    made.setPageSize(QSizeF(300, HIGH))
    return made


def gap(points: float) -> str:
    """What fills a page down to there."""
    return f"<p style='margin:0'><img src='p' width='10' height='{points:.0f}'>x</p>"


def pages(made: QTextDocument) -> dict[str, int]:
    """Paragraph → the page on which its first line stands."""
    return {block.text(): int(top(made, block) // HIGH) for block in blocks(made)}


def top(made: QTextDocument, block: QTextBlock) -> float:
    return made.documentLayout().blockBoundingRect(block).top() + block.layout().lineAt(0).y() + 1


def blocks(made: QTextDocument) -> Iterator[QTextBlock]:
    block = made.begin()
    while block.isValid():
        if block.text():
            yield block
        block = block.next()


@pytest.mark.parametrize("left", [20, 40, 60, 80])
def test_a_heading_goes_with_its_first_paragraph(qapp: QGuiApplication, left: int) -> None:
    made = document(f"{gap(HIGH - left)}<h2>标题</h2><p>第一段。</p>")
    settle(made)
    found = pages(made)
    assert found["标题"] == found["第一段。"]


def test_a_lead_in_and_its_heading_go_with_the_list(qapp: QGuiApplication) -> None:
    made = document(f"{gap(HIGH - 75)}<h2>标题</h2><p>这样做：</p><ol><li>第一步</li><li>第二步</li></ol>")
    settle(made)
    found = pages(made)
    assert (found["标题"], found["这样做："], found["第一步"]) == (1, 1, 1)


def test_a_picture_goes_with_the_words_below_it(qapp: QGuiApplication) -> None:
    made = document(f"{gap(HIGH - 205)}<p style='margin:0'><img src='p' width='300' height='200'></p><p>图名</p>")
    wanted = settle(made)
    found = pages(made)
    assert found["\ufffc"] == found["图名"]
    assert wanted == {} or 0.8 <= wanted["p"] < 1


def test_a_picture_that_would_fit_if_it_were_smaller_is_to_be_smaller(qapp: QGuiApplication) -> None:
    made = document(f"{gap(195)}<p style='margin:0'><img src='p' width='300' height='200'></p><p style='margin:0'>图名</p>")
    wanted = settle(made)
    assert 0.8 <= wanted["p"] < 1
    far = document(f"{gap(330)}<p style='margin:0'><img src='p' width='300' height='200'></p><p style='margin:0'>图名</p>")
    assert settle(far) == {}


def test_a_short_table_is_not_cut(qapp: QGuiApplication) -> None:
    rows = "".join(f"<tr><td>行{number}</td><td>字</td></tr>" for number in range(5))
    made = document(f"{gap(HIGH - 60)}<h2>表</h2><table><tr><td>头</td><td>头2</td></tr>{rows}</table><p>后面</p>")
    settle(made)
    found = pages(made)
    assert {found[f"行{number}"] for number in range(5)} == {found["表"]} == {1}


def test_no_paragraph_loses_its_lines_when_a_table_is_moved(qapp: QGuiApplication) -> None:
    rows = "".join("<tr><td>甲</td><td>乙</td></tr>" for _ in range(6))
    parts = "".join(f"<h2>节{number}</h2><table><tr><td>头</td><td>头</td></tr>{rows}</table>" for number in range(12))
    made = document(parts)
    settle(made)
    assert all(block.layout().lineCount() for block in blocks(made))
    tops = [top(made, block) for block in blocks(made) if block.text().startswith("节")]
    assert len(tops) == 12
    assert all(above < below for above, below in pairwise(tops))


def test_one_line_of_a_short_paragraph_is_not_left_behind(qapp: QGuiApplication) -> None:
    words = "字" * 60
    for left in range(20, 120, 10):
        made = document(f"{gap(HIGH - left)}<p style='margin:0'>{words}</p>")
        settle(made)
        *_, block = blocks(made)
        base = made.documentLayout().blockBoundingRect(block).top()
        each = [int((base + block.layout().lineAt(at).y() + 1) // HIGH) for at in range(block.layout().lineCount())]
        assert each.count(each[0]) > 1, left
        assert each.count(each[-1]) > 1, left


def test_how_full_the_last_page_is(qapp: QGuiApplication) -> None:
    assert last_filled(document(gap(100))) == pytest.approx(0.25, abs=0.05)
