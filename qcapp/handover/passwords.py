"""How strong a password of a 交接 file is, in words, before it is used. Nothing here keeps one."""

from __future__ import annotations

import unicodedata
from enum import Enum
from itertools import pairwise
from typing import Final, NamedTuple

LEAST: Final = 8
_GOOD_BITS, _STRONG_BITS = 45.0, 70.0
_COMMON: Final = (
    "password", "admin", "qwerty", "asdfgh", "iloveyou", "abc123", "123456", "12345678", "111111", "888888", "666666", "5201314",
    "a123456", "yingshang", "letmein", "welcome",
)


class Strength(Enum):
    """The value is the word on screen."""

    REFUSED = "太短"
    WEAK = "弱"
    FAIR = "中"
    STRONG = "强"


class Judged(NamedTuple):
    """``hint``: one sentence, what it is and what would make it better."""

    strength: Strength
    hint: str

    @property
    def allowed(self) -> bool:
        return self.strength is not Strength.REFUSED


def judge(password: str) -> Judged:
    """Refused below eight characters; beyond, the person decides."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < LEAST:
        return Judged(Strength.REFUSED, f"密码至少 {LEAST} 位，现在是 {len(text)} 位，请加长。")
    if text != text.strip():
        return Judged(Strength.REFUSED, "密码的开头或末尾有空格，抄写时会漏掉，请去掉。")
    bits = _bits(text)
    if bits < _GOOD_BITS:
        return Judged(Strength.WEAK, "密码弱：容易被猜中，请加长，或混用字母、数字和符号。")
    if bits < _STRONG_BITS:
        return Judged(Strength.FAIR, "密码中等：再加几位，或用三四个不相干的词连起来会更好。")
    return Judged(Strength.STRONG, "密码强。请当面或打电话告诉接收人，不要和文件放在一起。")


def _bits(text: str) -> float:
    """A rough measure: what stands in a row, is repeated or is on everybody's list counts little."""
    low = text.lower()
    for word in _COMMON:
        low = low.replace(word, word[:1])
    steps = sum(abs(ord(after) - ord(before)) <= 1 for before, after in pairwise(low))
    counted = max(len(low) - steps * 0.8, 1.0)
    varied = min(len(set(low)) * 2.2, counted)
    return varied * _bits_each(text)


def _bits_each(text: str) -> float:
    kinds = (
        (any(char.isascii() and char.islower() for char in text), 4.2),
        (any(char.isascii() and char.isupper() for char in text), 1.0),
        (any(char.isdigit() for char in text), 0.9), (any(char.isascii() and not char.isalnum() for char in text), 1.0),
        (any(not char.isascii() for char in text), 9.0),
    )
    return max(sum(bits for there, bits in kinds if there), 3.0)
