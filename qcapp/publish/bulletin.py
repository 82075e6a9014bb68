"""通报 composed out of a month's figures: an official paper with annexes. The clerk's wording, our numbers, nothing invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qcapp.domain.settings import ADDRESSEE, CONTACT, NUMBER
from qcapp.forms.paper import OfficialPaper, Paragraph
from qcapp.publish.bulletin_annexes import INDICATORS, annexes_of
from qcapp.publish.bulletin_demands import demands, problems
from qcapp.publish.bulletin_grids import corrected, correction_words
from qcapp.publish.bulletin_matter import BulletinMatter as BulletinMatter
from qcapp.publish.bulletin_prose import Prose, paragraphs, titled
from qcapp.publish.bulletin_sections import overall, progress, units
from qcapp.publish.phrases import contact_words, full_day, source_name
from qcapp.publish.titles import title_lines
from qcapp.stats.corrections import DISTRICT, SETTINGS, Correction
from qcapp.stats.figures import NO_RATE

_MOST_CORRECTIONS = 5
# Of what a correction counts; all else is measures.
_UNITS = {"已填格数": "项", "应填格数": "项", "得分": "分"}


def compose_bulletin(matter: BulletinMatter) -> OfficialPaper:
    annexes = annexes_of(matter)
    prose = Prose(matter, annexes.numbers)
    settings = matter.snapshot.settings
    return OfficialPaper(
        title=title_lines(prose.say("title", variant="again" if matter.corrects else "first")),
        addressee=ADDRESSEE.text(settings),
        parts=tuple(_parts(prose)),
        signature=matter.common["署名"],
        day=matter.day,
        annexes=annexes.annexes,
        number=NUMBER.text(settings) if matter.number is None else matter.number,
        contact=contact_words(CONTACT.text(settings)),
    )


def _parts(prose: Prose) -> Iterator[Paragraph]:
    source = source_name(prose.matter.plan)
    opening = prose.say("opening", {"方案": source}, "sourced" if source else "plain")
    yield from paragraphs(opening, _correction(prose))
    yield from titled(prose, (
        ("section.overall", overall(prose)),
        ("section.units", units(prose)),
        ("section.progress", progress(prose)),
        ("section.problems", problems(prose)),
        ("section.next", demands(prose)),
    ))


def _correction(prose: Prose) -> str:
    """What has changed since the 通报 that went out: the district's figures in words, all else where it stands in a table."""
    matter = prose.matter
    if matter.issued is None or not matter.corrections:
        return ""
    told = [each for each in matter.corrections if each.unit == DISTRICT] or list(matter.corrections)
    said = "，".join(_moved(told[:_MOST_CORRECTIONS]))
    if len(told) > _MOST_CORRECTIONS:
        said += "等"
    if len(matter.corrections) > min(len(told), _MOST_CORRECTIONS):
        said += f"（逐项见附件{prose.annexes[INDICATORS]}）"
    return prose.say("correction", {"原印发日期": full_day(matter.issued.issued), "更正内容": said})


def _moved(told: Sequence[Correction]) -> Iterator[str]:
    """A clause each; a unit that the one before was about is not named again."""
    last = ""
    for each in told:
        before, after = corrected(each)
        if not each.swapped:
            before, after = _counted(each, before), _counted(each, after)
        yield f"{each.unit if each.unit != last else ''}{correction_words(each)}由{before}更正为{after}"
        last = each.unit


def _counted(each: Correction, value: str) -> str:
    """70条, 第2位; a value that there is none of stays —, and a setting's as it is."""
    if value == NO_RATE or each.unit == SETTINGS:
        return value
    if each.what.endswith("位次"):
        return f"第{value}位"
    return f"{value}{_UNITS.get(each.what, '条')}"
