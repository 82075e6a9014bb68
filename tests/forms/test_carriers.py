"""A form is known again by its id, whatever the programs on the way made of it."""

from __future__ import annotations

import pytest

from qcapp.domain.sheet import Document, Sheet
from qcapp.forms.carriers import bookmark_name, caption_of, find_form_ids, form_ids_in
from qcapp.forms.layout import FormIdentity, TableDocument

ID = "QC-202107-07-3F9K"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"填报单位：区政数局　　表号：{ID}　　请于2021年7月25日前报",
        "qc-202107-07-3f9k",
        "ＱＣ－２０２１０７－０７－３Ｆ９Ｋ",
        "QC—202107—07—3F9K",
        "QC－202107－07－3F9K",
        "QC–202107−07‑3F9K",
        "QC－－202107——07—3F9K",
        "QC 202107 07 3F9K",
        "QC - 202107 - 07 - 3F9K",
        "QC_202107_07_3F9K",
        "QC202107073F9K",
        "表号QC-202107-07-3F9K。",
        "表号：Qc-202107-07-3f9k（盖章）",
        "'QC-202107-07-3F9K'",
        "x" * 5000 + " " + ID + " " + "进" * 5000,
    ],
)
def test_the_id_is_found_however_it_was_respelled(text: str) -> None:
    assert form_ids_in(text) == (ID,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "QC",
        "QC-202113-07-3F9K",
        "QC-202100-07-3F9K",
        "QC-202107-7-3F9K",
        "QC-202107-07-3F9",
        "QC-202107-07-3F9KX",
        "QC-202107-07-3F9K8",
        "ABQC-202107-07-3F9K",
        "QC-2021-07-3F9K",
        "QC-202107-07\n\n\n\n-3F9K",
        "编号 202107-07-3F9K",
        "QC-202107-07-三F9K",
    ],
)
def test_what_is_no_id_is_not_taken_for_one(text: str) -> None:
    assert form_ids_in(text) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("QC-202107-07-3FOK", "QC-202107-07-3F0K"),
        ("QC-202107-07-IF9K", "QC-202107-07-1F9K"),
        ("QC-202107-107-AAAA", "QC-202107-107-AAAA"),
    ],
)
def test_letters_that_the_tail_never_has_are_read_as_the_digits_they_look_like(typed: str, meant: str) -> None:
    assert form_ids_in(typed) == (meant,)


def test_two_ids_in_one_text_are_both_told_once_each() -> None:
    other = "QC-202106-08-ABCD"
    assert form_ids_in(f"{ID} {other} {ID}") == (ID, other)


def test_each_carrier_that_bears_the_id_is_named() -> None:
    document = Document(
        "xlsx",
        (
            Sheet("细化表", (("标题",), (f"填报单位：区政数局　表号：{ID}",), ("", "措施"))),
            Sheet("_qc", (("QCFormId", ID), ("QCUnit", "区政数局")), visible=False),
        ),
        carriers=(("property", ID), ("property", "区政数局"), ("footer", f"&L表号：{ID}&C第 &P 页")),
        texts=(f"附：{ID}",),
    )
    assert find_form_ids(document) == {ID: ("property", "footer", "caption", "sheet", "text")}


def test_two_forms_in_one_file_are_kept_apart() -> None:
    document = Document(
        "xlsx",
        (Sheet("甲", ((ID,),)), Sheet("乙", (("QC-202107-08-ABCD",),))),
        carriers=(("property", ID),),
    )
    assert find_form_ids(document) == {ID: ("property", "caption"), "QC-202107-08-ABCD": ("caption",)}


def test_an_id_is_never_pieced_together_from_two_cells() -> None:
    document = Document("xlsx", (Sheet("甲", (("QC-202107-07-", "3F9K"), ("QC-202107", "07-3F9K"))),))
    assert find_form_ids(document) == {}


def test_a_hand_made_table_has_no_id() -> None:
    assert find_form_ids(Document("docx", (Sheet("表1", (("重点任务", "改革措施"),)),))) == {}


def test_a_form_always_shows_its_number() -> None:
    identity = FormIdentity(ID, "区政数局", "2021-07")
    assert caption_of(TableDocument("标题", (), caption="填报单位：区政数局", identity=identity)).endswith(f"表号：{ID}")
    assert caption_of(TableDocument("标题", (), identity=identity)) == f"表号：{ID}"
    assert caption_of(TableDocument("标题", (), caption=f"表号：{ID}", identity=identity)) == f"表号：{ID}"
    assert caption_of(TableDocument("标题", (), caption="报告期：2021年7月")) == "报告期：2021年7月"


def test_a_bookmark_is_a_valid_word_name_that_leads_back() -> None:
    assert bookmark_name(ID) == "QC_202107_07_3F9K"
    assert form_ids_in(bookmark_name(ID)) == (ID,)
