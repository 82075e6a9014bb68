"""Forms cross from the reading process unharmed, and nothing else is taken for one."""

from __future__ import annotations

import json
import sys

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import FoundPicture, Note, Place, ReadCell, ReturnedForm, ReturnedRow
from qcapp.domain.period import Period
from qcapp.intake.codec import BadMessage, encode_refusal
from qcapp.intake.form_codec import decode_form, encode_form
from qcapp.intake.passwords import Locked
from qcapp.intake.stumble import stumble_of

_ID = "QC-203107-07-3F9K"
_PICTURE = FoundPicture("xl/media/image1.png", "第27条_图片1.png", Place("图", 7, 2))
_CELLS = {
    "progress": ReadCell("已办结。\n共 3 件 😀", Place("表", 4, 5), "批注：核对", "", True, "两栏不一样"),
    "responsible2.phone": ReadCell("", Place("表", 5, 4), unreadable="公式出错 #REF!"),
    "deadline": ReadCell("2031年12月底", Place("表二", 4, 7)),
}
WHOLE = ReturnedForm(
    (
        ReturnedRow(27, "统筹推进。", "一、优化", "区甲局", _CELLS, Place("表", 4, 1), (_PICTURE,), "缺数据。", _ID),
        ReturnedRow(None, "没有编号的。", "", "", {}, Place("表二", 9, 1)),
    ),
    {_ID: ("property", "caption"), "QC-203106-07-AAAA": ("text",)},
    "清城区2031年责任清单细化表",
    ("区甲局", "区乙局"),
    Period(2031, 7),
    (Note("leftover", "有文字没有读入。", 27), Note("reading", "有修订痕迹。")),
    (FoundPicture("word/media/b.png", "表外_图片1.png", Place("", 0, 0)),),
)
LEAST = ReturnedForm(())
RAW = json.loads(encode_form(WHOLE))


@pytest.mark.parametrize("form", [WHOLE, LEAST])
def test_a_form_crosses_unchanged(form: ReturnedForm) -> None:
    crossed = decode_form(encode_form(form))
    assert crossed == form
    assert [list(row.cells) for row in crossed.rows] == [list(row.cells) for row in form.rows]
    assert list(crossed.form_ids) == list(form.form_ids)


def test_what_no_office_file_may_carry_does_not_cross() -> None:
    """Half a character could not be written into the ledger."""
    crossed = decode_form(json.dumps({**RAW, "title": "清单\ud800\x07细化表\n一"}).encode())
    assert crossed.title == "清单细化表\n一"


def test_texts_as_long_as_a_cell_can_be_are_not_kept_in_memory_once_their_form_is_gone() -> None:
    raw = cell("progress", "归集数据三百一十二条，" * 2_900, 0, 4, 5)
    text = decode_form(json.dumps(raw).encode()).rows[0].cells["progress"].text
    nobody_elses = text + "。"
    assert sys.getrefcount(text) == sys.getrefcount(nobody_elses)


def test_a_refusal_crosses_as_its_sentence_with_what_the_log_is_told() -> None:
    with pytest.raises(UnreadableFile, match=r"^读不了。$") as caught:
        decode_form(encode_refusal("读不了。", "ValueError"))
    assert stumble_of(caught.value) == "ValueError"
    with pytest.raises(Locked, match=r"^要密码。$"):
        decode_form(encode_refusal("要密码。", locked=True))


def row(place: int, value: object) -> dict[str, object]:
    """The message with another value at that place of its first row."""
    first = list(RAW["rows"][0])
    first[place] = value
    return {**RAW, "rows": [first]}


def cell(*values: object) -> dict[str, object]:
    return row(7, [list(values)])


@pytest.mark.parametrize(
    "raw",
    [
        None, [], 7, {}, {"refusal": 7}, {**RAW, "rows": 7}, {**RAW, "rows": [7]}, {**RAW, "rows": [[]]},
        {**RAW, "ids": [["甲", []]]}, {**RAW, "ids": [[7, []]]}, {**RAW, "ids": [[_ID, [7]]]}, {**RAW, "ids": {}, "title": 7},
        {**RAW, "units": [None]}, {**RAW, "period": [2031, 13]}, {**RAW, "period": [2031.0, 7]}, {**RAW, "period": "2031-07"},
        {**RAW, "period": [True, 7]}, {**RAW, "notes": [["a"]]}, {**RAW, "notes": [["a", "甲", "7"]]}, {**RAW, "sheets": [7]},
        {**RAW, "pictures": [["a", "b", 0, 0]]}, {**RAW, "pictures": [["a", 7, 0, 0, 0]]}, {**RAW, "sheets": []},
        row(0, "27"), row(0, True), row(0, -1), row(0, 2**31), row(0, 2.0), row(1, None), row(2, 7), row(3, []), row(4, {}),
        row(5, "QC-1"), row(5, 7), row(6, [0, 4]), row(6, [0, 4, -1]), row(6, [9, 4, 1]), row(6, [-1, 4, 1]),
        row(6, [True, 4, 1]), row(7, {"progress": 1}), row(7, [[]]), row(8, [7]),
        cell("title", "甲", 0, 4, 5), cell(7, "甲", 0, 4, 5), cell("progress", 7, 0, 4, 5), cell("progress", "甲", 0, 4),
        cell("progress", "甲", 0, 4, 5, None), cell("progress", "甲", 0, 4, 5, "", "", 1, ""),
        cell("progress", "甲", 0, 4, 5, "", "", False, "", ""), cell(["progress"], "甲", 0, 4, 5),
    ],
)
def test_anything_else_is_no_message(raw: object) -> None:
    with pytest.raises(BadMessage):
        decode_form(json.dumps(raw).encode())


@pytest.mark.parametrize("message", [b"", b"\x80\x04pickle", b"{", b"[" * 100_000, b'{"rows": []}', b"\xff\xfe"])
def test_bytes_that_are_no_json_are_no_message(message: bytes) -> None:
    with pytest.raises(BadMessage):
        decode_form(message)
