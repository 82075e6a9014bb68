"""Differences in words, and line counts that never cut a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QTextLayout, QTextOption
from pytestqt.qtbot import QtBot

from qcapp.domain.differing import Span, differing, words
from ui.theme import ADDED, REMOVED, Colour, base_font
from ui.widgets.diff_text import Mark, MarkedText, count_lines, paint_marked

WRITTEN = st.text(alphabet="已完成系统，。；“”平台上线试运行归集0123456789%.abcW 条个\n", max_size=120)


def cut(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("left", "right", "gone", "come"),
    [
        ("完成招标。", "完成招标。", [], []),
        ("归集图层 86 个。", "归集图层 92 个。", ["86"], ["92"]),
        ("覆盖率 92.5%，已培训。", "覆盖率 95.1%，已培训。", ["92.5%"], ["95.1%"]),
        ("已起草方案，征求 5 家单位意见。", "已起草方案，并报区司法局审查。", ["征求 5 家单位意见"], ["并报区司法局审查"]),
        ("完成平台招标。", "完成平台招标。\n开始试运行。", [], ["\n开始试运行。"]),
        ("", "新增内容", [], ["新增内容"]),
        ("原有内容", "", ["原有内容"], []),
        ("完全不同的一段话", "另写了新的文字呀", ["完全不同的一段话"], ["另写了新的文字呀"]),
        ("电话０７６３", "电话0763", [], []),
    ],
)
def test_what_differs_is_marked_by_words_and_figures(left: str, right: str, gone: list[str], come: list[str]) -> None:
    lefts, rights = differing(left, right)
    assert (cut(left, lefts), cut(right, rights)) == (gone, come)


@given(WRITTEN, WRITTEN)
def test_what_is_not_marked_is_the_same_in_both(left: str, right: str) -> None:
    def rest(text: str, spans: tuple[Span, ...]) -> str:
        kept, at = [], 0
        for start, end in spans:
            assert at <= start < end <= len(text)
            kept.append(text[at:start])
            at = end
        return "".join([*kept, text[at:]])

    lefts, rights = differing(left, right)
    assert rest(left, lefts).casefold() == rest(right, rights).casefold()


@given(WRITTEN)
def test_words_put_together_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text


def test_two_whole_pages_are_compared_sentence_by_sentence() -> None:
    left = "".join(f"第{n}项工作按计划推进，走访企业若干家，收集意见若干条。" for n in range(200))
    right = left.replace("第150项", "第150项重点")
    lefts, rights = differing(left, right)
    assert cut(right, rights) == ["第150项重点工作按计划推进，走访企业若干家，收集意见若干条。"]
    assert len(lefts) == 1


@settings(deadline=None, max_examples=60)
@given(text=WRITTEN, width=st.integers(80, 260))
def test_a_row_is_never_too_low_for_its_text(qapp: object, text: str, width: int) -> None:
    layout = QTextLayout(text.replace("\n", "\u2028"), base_font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    needed = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        needed += 1
    layout.endLayout()
    assert count_lines(text, width, base_font(), 99) == max(1, needed)


@pytest.mark.parametrize(("mark", "colour"), [(Mark.ADDED, ADDED), (Mark.REMOVED, REMOVED)])
def test_marked_words_are_painted_on_their_colour(qtbot: QtBot, mark: Mark, colour: Colour) -> None:
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    used = paint_marked(painter, QRect(0, 0, 200, 60), MarkedText("前面改动后面", ((2, 4),), mark), base_font())
    painter.end()
    wide = QFontMetrics(base_font()).horizontalAdvance("国")
    line = range(int(wide * 2.2), int(wide * 3.8))
    assert used == QFontMetrics(base_font()).lineSpacing()
    assert QColor(colour).name() in {image.pixelColor(x, y).name() for x in line for y in range(2, 17)}
    assert {image.pixelColor(x, 18).name() for x in range(int(wide * 4.3), 200)} == {"#ffffff"}


def test_a_text_without_room_is_cut_after_whole_lines(qtbot: QtBot) -> None:
    height = 2 * QFontMetrics(base_font()).lineSpacing()
    image = QImage(100, height * 3, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    used = paint_marked(painter, QRect(0, 0, 100, height), MarkedText("很长的一段话" * 12), base_font())
    painter.end()
    assert used == height
    below = {image.pixelColor(x, y).name() for x in range(100) for y in range(height, height * 3)}
    assert below == {"#ffffff"}


def test_the_sign_of_a_cut_text_stands_on_its_rows_own_back(qtbot: QtBot) -> None:
    height = 2 * QFontMetrics(base_font()).lineSpacing()
    image = QImage(100, height, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    painter = QPainter(image)
    paint_marked(painter, QRect(0, 0, 100, height), MarkedText("很长的一段话" * 12), base_font())
    painter.end()
    edge = {image.pixelColor(99, y).name() for y in range(height // 2 + 1, height)}
    assert edge == {QColor("blue").name()}, "no patch of another colour"
