"""Wording 措辞: how the sentences of a paper are said, each a block with placeholders in braces; the clerk's own go before ours.

The clerk's own stand in the setting ``paper.wording``: JSON of texts by key, with a dot and the variant behind it where the
block has variants (units.late.many). An empty text drops the sentence; one for a section's heading drops the section.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from qcapp.domain.errors import UsageError
from qcapp.domain.settings import WORDING, read_object

COMMON = ("区县", "报告期", "清单", "办公室", "署名", "截至", "截止日")
"""Placeholders that every block knows."""

VARIANT_HEADINGS = {
    "": "", "none": "没有时", "one": "只有一个时", "many": "有多个时", "all": "全部都是时", "some": "有时",
}

ABSENT = "\0"
"""Stands for the number of an annex that the clerk left out: what points to it is not said."""

# In brackets, as one of several clauses, as a sentence: in this order.
_POINTING = tuple(map(re.compile, (r"（[^（）]*\0[^（）]*）", r"；[^。；]*\0[^。；]*(?=[。；]|$)", r"[^。；]*\0[^。；]*[。；]?")))
_BRACES = str.maketrans({"｛": "{", "｝": "}"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Variant:
    """One way a block is said. ``key`` "" where there is only this one; ``heading`` tells when, for the screen."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """``key`` is stable. ``paper``: what it is part of (通报, 催报通知, 提醒). ``help`` says what it does, one sentence.

    ``own``: placeholders beside those of COMMON. ``required``: a paper can't do without.
    """

    key: str
    paper: str
    heading: str
    help: str
    own: tuple[str, ...]
    variants: tuple[Variant, ...]

    @property
    def placeholders(self) -> tuple[str, ...]:
        return (*self.own, *COMMON)

    @property
    def required(self) -> bool:
        return self.key.rpartition(".")[2] == "title"

    def full_key(self, variant: Variant) -> str:
        """As it stands in the setting."""
        return f"{self.key}.{variant.key}" if variant.key else self.key

    @property
    def texts(self) -> Iterator[tuple[str, Variant]]:
        """Each variant with its full key."""
        return ((self.full_key(variant), variant) for variant in self.variants)


def block(paper: str, key: str, heading: str, help: str, own: str, **texts: str | tuple[str, str]) -> Block:
    """A block in few words. ``own``: placeholders with blanks between; ``texts``: variant → text, or (heading, text);
    ``only`` names the variant of a block that has just one."""
    variants = []
    for name, said in texts.items():
        variant = "" if name == "only" else name
        words, text = said if isinstance(said, tuple) else (VARIANT_HEADINGS[variant], said)
        variants.append(Variant(variant, words, text))
    return Block(key, paper, heading, help, tuple(own.split()), tuple(variants))


@dataclass(frozen=True)
class Wording:
    """The texts that hold. ``own``: full key → text of the clerk's, checked. ``troubles``: a sentence for each text that stands
    in the setting and can't be used, ours standing for it."""

    own: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    troubles: tuple[str, ...] = ()

    def text(self, full_key: str) -> str:
        """The text that holds, with its placeholders."""
        return self.own[full_key] if full_key in self.own else found(full_key)[1].text

    def say(self, key: str, values: Mapping[str, str], variant: str = "") -> str:
        """The sentence with its placeholders filled in; "" where it is dropped."""
        text = self.text(f"{key}.{variant}" if variant else key)
        said = _PLACEHOLDER.sub(lambda name: values[name[1].strip()], text.translate(_BRACES))
        if ABSENT in said:
            for pointing in _POINTING:
                said = pointing.sub("", said)
        return said.strip()


def blocks() -> tuple[Block, ...]:
    """The whole catalogue, in the order of the papers."""
    from qcapp.publish.wording_bulletin import BULLETIN_BLOCKS
    from qcapp.publish.wording_reminder import REMINDER_BLOCKS

    return (*BULLETIN_BLOCKS, *REMINDER_BLOCKS)


def found(full_key: str) -> tuple[Block, Variant]:
    """The block and variant of that full key; UsageError where there is none."""
    known = _by_key().get(full_key)
    if known is None:
        raise UsageError(f"措辞里没有“{full_key}”这一句，请在措辞编辑里选一句再改。")
    return known


@cache
def _by_key() -> Mapping[str, tuple[Block, Variant]]:
    return {key: (each, variant) for each in blocks() for key, variant in each.texts}


def fault_of(full_key: str, text: str) -> str:
    """What is wrong with a text of the clerk's own, a sentence; "" when nothing is. UsageError for a key that there isn't."""
    each, variant = found(full_key)
    name = f"{each.heading}（{variant.heading}）" if variant.heading else each.heading
    if each.required and not text.strip():
        return f"“{name}”不能空着，请写上，或恢复原来的。"
    plain = text.translate(_BRACES)
    if any(mark in _PLACEHOLDER.sub("", plain) for mark in "{}"):
        return f"“{name}”这一句的花括号不成对，请写成{{报告期}}这样一对括号，括号里只写名称。"
    strange = [word.strip() for word in _PLACEHOLDER.findall(plain) if word.strip() not in each.placeholders]
    if strange:
        there = "、".join(f"{{{word}}}" for word in each.placeholders)
        return f"“{name}”这一句里没有{{{strange[0]}}}可以填，能用的有{there}，请改后再保存。"
    return ""


def checked(own: Mapping[str, str]) -> dict[str, str]:
    """The clerk's texts as they are to be kept: those that say what ours say anyway are left out. UsageError for the first that
    can't be used."""
    kept = {}
    for key, text in own.items():
        if fault := fault_of(key, text):
            raise UsageError(fault)
        if text.strip() != found(key)[1].text:
            kept[key] = text.strip()
    return kept


def document(own: Mapping[str, str]) -> str:
    """Checked texts as the setting keeps them, "" for none."""
    kept = checked(own)
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def checked_document(text: str) -> str:
    """A value for the setting, checked; UsageError when it is no JSON of texts, or one of them can't be used."""
    if not text.strip():
        return ""
    said = read_object(text)
    texts = {key: value for key, value in (said or {}).items() if isinstance(value, str)}
    if said is None or len(texts) < len(said):
        raise UsageError("“措辞”要写成一个 JSON 对象，如 {\"opening.plain\": \"……\"}，每一句一个名称和一段文字，请改后再保存。")
    return document(texts)


def wording_from(settings: Mapping[str, str]) -> Wording:
    """What holds by the ledger's settings. A text there that can't be used counts as not set, and is told of in ``troubles``."""
    own, troubles = {}, []
    for key, text in WORDING.mapping(settings).items():
        try:
            fault = fault_of(key, text)
        except UsageError as error:
            fault = str(error)
        if fault:
            troubles.append(fault)
        else:
            own[key] = text
    return Wording(own, tuple(troubles))


def sentences(said: Iterable[str]) -> str:
    """Sentences one after the other, those that were dropped left out."""
    return "".join(each for each in said if each)
