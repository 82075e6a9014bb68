"""What the sections of a 通报 are written with: its wording filled in, numbered paragraphs, how many in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from qcapp.forms.paper import Level, Paragraph
from qcapp.publish.bulletin_matter import BulletinMatter
from qcapp.publish.phrases import ordinal
from qcapp.publish.wording import ABSENT

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered paragraph and what stands below it."""

    text: str
    below: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """``annexes``: key → what follows 附件 where it is named."""

    matter: BulletinMatter
    annexes: Mapping[str, str]

    def say(self, key: str, values: Mapping[str, str] = _NOTHING, variant: str = "") -> str:
        """The sentence; "" where the clerk has dropped it."""
        return self.matter.wording.say(key, {**self.matter.common, **values}, variant)

    def has(self, annex: str) -> bool:
        return self.annexes[annex] != ABSENT


def how_many(count: int, whole: int | None = None) -> str:
    """The variant for so many: none, one or many; all where they are the ``whole`` and that is more than one."""
    if count == whole and count > 1:
        return "all"
    return "none" if count == 0 else "one" if count == 1 else "many"


def paragraphs(*texts: str) -> list[Paragraph]:
    """Those that were not dropped."""
    return [Paragraph(text) for text in texts if text]


def numbered(items: Iterable[Item]) -> list[Paragraph]:
    """（一） and so on, each first sentence in 楷体; without numbers where there is one only, and without those dropped."""
    kept = [item for item in items if item.text]
    found: list[Paragraph] = []
    for place, item in enumerate(kept, start=1):
        found += [_led(item.text, f"（{ordinal(place)}）" if len(kept) > 1 else ""), *item.below]
    return found


def _led(text: str, number: str) -> Paragraph:
    """A paragraph whose first sentence is its heading, if more than that is said."""
    head, stop, rest = text.partition("。")
    return Paragraph(rest, lead=f"{number}{head}{stop}") if stop and rest else Paragraph(f"{number}{text}")


def listed_below(texts: Sequence[str]) -> tuple[Paragraph, ...]:
    """1. and so on; one alone has no number."""
    kept = [text for text in texts if text]
    return tuple(_third(text, place if len(kept) > 1 else None) for place, text in enumerate(kept, start=1))


def _third(text: str, place: int | None) -> Paragraph:
    return Paragraph(text if place is None else f"{place}.{text}", Level.THREE)


def titled(prose: Prose, sections: Iterable[tuple[str, list[Paragraph]]]) -> Iterator[Paragraph]:
    """Sections under 一、二、…, by the key of their heading. One without a heading, or with nothing in it, is dropped."""
    place = 0
    for key, body in sections:
        heading = prose.say(key)
        if heading and body:
            place += 1
            yield Paragraph(f"{ordinal(place)}、{heading}", Level.ONE)
            yield from body
