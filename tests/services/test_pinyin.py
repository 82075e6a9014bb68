"""Pinyin is read out of a large dictionary, of which the window keeps half of what it would take."""

from __future__ import annotations

import json
from pathlib import Path

from pypinyin import phrases_dict
from pypinyin.constants import PHRASES_DICT

from qcapp.services.pinyin import spelled


def test_words_of_the_dictionary_are_read_as_it_has_them_though_equal_readings_are_kept_once() -> None:
    assert spelled("重庆银行行长").initials == "cqyhhz"
    file = Path(phrases_dict.__file__).with_name("phrases_dict.json")
    assert json.loads(file.read_text("utf-8")) == PHRASES_DICT
    assert len({id(reading) for readings in PHRASES_DICT.values() for reading in readings}) < 2_000


def test_a_word_that_has_a_character_twice_is_read_alike_each_time() -> None:
    for _ in range(2):
        assert spelled("天天看看").readings == (("tian",), ("tian",), ("kan",), ("kan",))
        spelled.cache_clear()
