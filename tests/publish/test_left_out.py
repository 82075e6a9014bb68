"""Annexes that the clerk leaves out: what points to them is not said, everything else is."""

from __future__ import annotations

import pytest

from qcapp.publish.wording import ABSENT, Wording


@pytest.mark.parametrize(("text", "said"), [
    ("从亮灯情况看，绿灯2条（见附件{附件}）。", "从亮灯情况看，绿灯2条。"),
    ("其余进展见附件{附件}。", ""),
    ("第3条：缺人；其余见附件{附件}。", "第3条：缺人。"),
    ("先说一句。其余见附件{附件}。再说一句。", "先说一句。再说一句。"),
    ("已办结（12件）（见附件{附件}）；另有3件（见附件{附件}）。", "已办结（12件）；另有3件。"),
])
def test_what_points_to_an_annex_that_is_left_out_goes(text: str, said: str) -> None:
    wording = Wording({"progress.rest": text})
    assert wording.say("progress.rest", {"附件": ABSENT}) == said
    assert wording.say("progress.rest", {"附件": "3"}) == text.replace("{附件}", "3")
