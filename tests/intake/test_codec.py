"""Documents cross from the reading process unharmed, and nothing else is taken for one."""

from __future__ import annotations

import json

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Document, Merge, Sheet
from qcapp.intake.codec import BadMessage, decode, encode_document, encode_refusal
from qcapp.intake.passwords import Locked
from qcapp.intake.stumble import stumble_of

WHOLE = Document(
    "docx",
    (Sheet("表1", (("甲", ""), ("乙\n丙 \ud800 😀",)), (Merge(0, 0, 1, 1),)), Sheet("_qc", (), visible=False)),
    (("property", "QC-203107-07-3F9K"),),
    ("填报单位：区甲局",),
    ("有修订痕迹。",),
)
RAW = json.loads(encode_document(Document("xlsx", (Sheet("表", (("甲",),), (Merge(0, 0, 1, 1),)),))))


def test_a_document_crosses_unchanged() -> None:
    assert decode(encode_document(WHOLE)) == WHOLE


def test_a_refusal_crosses_as_its_sentence() -> None:
    with pytest.raises(UnreadableFile, match=r"^读不了。$"):
        decode(encode_refusal("读不了。"))


def test_that_a_password_is_wanted_crosses_too() -> None:
    with pytest.raises(Locked, match=r"^要密码。$"):
        decode(encode_refusal("要密码。", locked=True))
    with pytest.raises(UnreadableFile) as caught:
        decode(encode_refusal("读不了。"))
    assert type(caught.value) is UnreadableFile


def test_what_a_reader_did_not_foresee_crosses_for_the_log() -> None:
    with pytest.raises(UnreadableFile, match=r"^读不了。$") as caught:
        decode(encode_refusal("读不了。", "ValueError"))
    assert stumble_of(caught.value) == "ValueError"


def sheet(**changes: object) -> dict[str, object]:
    return {**RAW, "sheets": [{**RAW["sheets"][0], **changes}]}


@pytest.mark.parametrize(
    "raw",
    [
        None, [], 7, {}, {"refusal": 7}, {"refusal": "甲"}, {"refusal": "甲", "stumble": None, "locked": 1},
        {"refusal": "甲", "stumble": 7, "locked": False},
        {**RAW, "kind": 7}, {**RAW, "sheets": 7}, {**RAW, "sheets": [7]},
        {**RAW, "carriers": [["a"]]}, {**RAW, "carriers": [["a", 7]]}, {**RAW, "texts": "甲"}, {**RAW, "notes": [7]},
        sheet(name=None), sheet(rows=["甲"]), sheet(rows=[[None]]), sheet(rows={"a": 1}), sheet(visible="yes"),
        sheet(merges=[[0, 0, 1]]), sheet(merges=[[0, 0, 1, 1.5]]), sheet(merges=[[2, 0, 1, 1]]),
        sheet(merges=[[-1, 0, 1, 1]]), sheet(merges=[[0, 0, 1, True]]), sheet(merges=7),
    ],
)
def test_anything_else_is_no_message(raw: object) -> None:
    with pytest.raises(BadMessage):
        decode(json.dumps(raw).encode())


@pytest.mark.parametrize("message", [b"", b"\x80\x04pickle", b"{", b"[" * 100_000, b'{"kind": "xlsx"}', b"\xff\xfe"])
def test_bytes_that_are_no_json_are_no_message(message: bytes) -> None:
    with pytest.raises(BadMessage):
        decode(message)
