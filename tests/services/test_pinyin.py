"""Pinyin of words that are read otherwise than their characters alone."""

from __future__ import annotations

from qcapp.services.pinyin import spelled


def test_words_are_read_as_words() -> None:
    assert spelled("重庆银行行长").initials == "cqyhhz"


def test_a_word_that_has_a_character_twice_is_read_alike_each_time() -> None:
    for _ in range(2):
        assert spelled("天天看看").readings == (("tian",), ("tian",), ("kan",), ("kan",))
        spelled.cache_clear()


def test_equal_readings_are_kept_once_in_all_texts() -> None:
    one, other = spelled("区税务局"), spelled("税务大队")
    assert one.readings[1] == other.readings[0]
    assert one.readings[1] is other.readings[0]
    assert one.readings[2] is other.readings[1]
