"""How strong a password is: what everybody guesses first is called weak, what is too short is not taken."""

from __future__ import annotations

import pytest

from qcapp.handover.passwords import Strength, judge


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("", Strength.REFUSED), ("1234567", Strength.REFUSED), (" 12345678", Strength.REFUSED), ("12345678 ", Strength.REFUSED),
        ("12345678", Strength.WEAK), ("aaaaaaaaaaaaaaaa", Strength.WEAK), ("abcdefghijkl", Strength.WEAK),
        ("password1", Strength.WEAK), ("20210722", Strength.WEAK), ("qwertyuiop", Strength.WEAK),
        ("wo-ai-bei-jing-2021", Strength.STRONG), ("正确马电池订书钉", Strength.STRONG),
        ("wo-ai-bj", Strength.WEAK), ("kX9#mQ2$vT7!", Strength.STRONG),
    ],
)
def test_strength(password: str, expected: Strength) -> None:
    judged = judge(password)
    assert judged.strength is expected
    assert judged.allowed is (expected is not Strength.REFUSED)
    assert judged.hint.endswith("。")
    assert not password or password not in judged.hint
