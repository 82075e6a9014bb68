"""Characters are read as pypinyin reads them with all its words, which are kept here in a twentieth of the room."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest

from qcapp.domain.readings import WORDS, Words
from tests.programs import ended

_LISTED = (files("pypinyin") / "phrases_dict.json").read_bytes()
_READ = """
import json, sys, threading
told = []
sys.addaudithook(lambda event, what: told.append(str(what[0])) if event in ("os.putenv", "os.unsetenv") else None)
begun = threading.Barrier(2)
def imported():
    begun.wait(60)
    import {module}
both = [threading.Thread(target=imported) for _ in range(2)]
for each in both: each.start()
for each in both: each.join(60)
from {module} import Style, lazy_pinyin, pinyin
words, texts = json.load(sys.stdin)
for word in words:
    print(pinyin(word, heteronym=True))
for text in texts:
    print(pinyin(text, style=Style.NORMAL), pinyin(text, heteronym=True), lazy_pinyin(text, style=Style.TONE3))
from pypinyin.constants import PHRASES_DICT
from pypinyin.seg.mmseg import p_set
print(json.dumps([isinstance(PHRASES_DICT, dict), len(p_set._set), told]), file=sys.stderr)
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


def test_words_and_texts_are_read_as_by_pypinyin_alone_though_no_list_of_all_words_is_made(
    listed: Mapping[str, list[list[str]]],
) -> None:
    """Imported by two threads at once; the environment is not changed, which is read from C++ meanwhile."""
    words, some = list(listed), sorted(listed)[::60]
    texts = ["区税务局重庆路办事处", "单雄信的银行行长", "A区（第3号）都办"]
    texts += ["".join(some[at : at + 5]) for at in range(0, len(some), 5)]
    (ours, kept), (theirs, known) = (_read(module, words, texts) for module in ("qcapp.domain.readings", "pypinyin"))
    assert [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]] == []
    assert len(ours) == len(words) + len(texts)
    assert kept == [False, 0, []]
    assert known[0]
    assert known[1] > len(listed)


def _read(module: str, words: list[str], texts: list[str]) -> tuple[list[str], list[Any]]:
    """In a process of its own. And: are pypinyin's words a dictionary, how many beginnings has it listed, which variables were
    set or taken away."""
    said = json.dumps([words, texts])
    done = ended([sys.executable, "-X", "utf8", "-c", _READ.format(module=module)], said=said, check=True)
    return done.stdout.splitlines(), json.loads(done.stderr)
