"""Characters are read as pypinyin reads them with all its words, which are kept here in a twentieth of the room."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files

import pytest

from qcapp.domain.readings import WORDS, Words

_LISTED = (files("pypinyin") / "phrases_dict.json").read_bytes()
_READ = """
import json, sys
from {module} import Style, lazy_pinyin, pinyin
for text in json.load(sys.stdin):
    print(pinyin(text, style=Style.NORMAL), pinyin(text, heteronym=True), lazy_pinyin(text, style=Style.TONE3))
from pypinyin.constants import PHRASES_DICT
print(len(PHRASES_DICT), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def listed() -> Mapping[str, list[list[str]]]:
    words: Mapping[str, list[list[str]]] = json.loads(_LISTED)
    return words


def test_every_word_is_read_as_the_dictionary_has_it(listed: Mapping[str, list[list[str]]]) -> None:
    wrong = [word for word, readings in listed.items() if word not in WORDS or WORDS[word] != readings]
    assert len(listed) > 40_000
    assert wrong == []


def test_what_no_word_begins_with_is_none(listed: Mapping[str, list[list[str]]]) -> None:
    starts = {word[:end] for word in listed for end in range(1, len(word) + 1)}
    some = sorted(listed)[::40]
    asked = {word[:end] + more for word in some for end in range(len(word) + 1) for more in ("", "区", word[-1])}
    assert {start for start in asked if WORDS.begin_with(start)} == asked & starts
    assert {word for word in asked if word in WORDS} == asked & set(listed)


def test_a_word_that_is_not_there_has_no_readings() -> None:
    words = Words('{"单位": [["dān"], ["wèi"]],\n"单": [["dān", "shàn"]]}'.encode())
    assert words["单"] == [["dān", "shàn"]]
    assert words["单位"] == [["dān"], ["wèi"]]
    with pytest.raises(KeyError):
        words["位"]


def test_texts_are_read_as_before_though_no_list_of_all_words_is_made(listed: Mapping[str, list[list[str]]]) -> None:
    some = sorted(listed)[::60]
    texts = ["区税务局重庆路办事处", "单雄信的银行行长", "A区（第3号）都办"]
    texts += ["".join(some[at : at + 5]) for at in range(0, len(some), 5)]
    (ours, kept), (theirs, known) = (_read(module, texts) for module in ("qcapp.domain.readings", "pypinyin"))
    assert ours == theirs
    assert kept == 0
    assert known == len(listed)


def _read(module: str, texts: list[str]) -> tuple[str, int]:
    """In a process of its own; and how many words stand in pypinyin's own list."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _READ.format(module=module)], input=json.dumps(texts), capture_output=True,
        text=True, encoding="utf-8", check=True,
    )
    return done.stdout, int(done.stderr)
