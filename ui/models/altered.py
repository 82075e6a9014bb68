"""What changed since a 通报 as rows: what stood there when it went out, what stands there now, since when and from where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

from qcapp.domain.differing import differing
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Bulletin
from qcapp.publish.past_tables import by_words
from qcapp.publish.since_issue import Altered, SinceIssue
from ui.models.changes import EMPTY, ChangeRow, ChangesModel, source_words
from ui.theme import BLUE, FAINT, MUTED
from ui.widgets.diff_text import Mark, MarkedText


class AlteredModel(ChangesModel):
    headings = ("措施", "单位", "栏目", "印发时", "现在", "最后改动")


def altered_rows(found: Sequence[Altered], measure_text: Callable[[CellKey], str]) -> tuple[ChangeRow, ...]:
    return tuple(_row(each, measure_text(each.key)) for each in found)


def _row(each: Altered, measure: str) -> ChangeRow:
    key = each.key
    gone, come = differing(each.before, each.after)
    more = f"共改 {each.steps} 次" if each.steps > 1 else ""
    last = "\n".join(part for part in (by_words(each.last), source_words(each.last), more) if part)
    return ChangeRow(key, measure, (
        MarkedText(str(key.no)), MarkedText(key.unit), MarkedText(f"{field_for(key.field).heading}\n{key.period.label}"),
        MarkedText(each.before, gone, Mark.REMOVED) if each.before else EMPTY,
        MarkedText(each.after, come, Mark.ADDED) if each.after else EMPTY,
        MarkedText(last, muted=True),
    ), last)


def bulletin_words(bulletin: Bulletin) -> str:
    """2021年7月通报 · 8月2日印发."""
    day = bulletin.issued
    return f"{bulletin.period.label}通报 · {day.month}月{day.day}日印发"


def beside_html(since: SinceIssue) -> str:
    """What came in and was decided since, each a link: ``file:SHA-256 name``, ``done:operation``."""
    returned = [
        _link(f"file:{each.sha256} {each.name}", f"{each.unit}《{each.name}》", _came(each.received)) for each in since.returned
    ]
    ruled = [_link(f"done:{each.id}", each.summary) for each in since.ruled]
    attached = [_link(f"file:{each.sha256} {each.name}", f"{each.unit}“{each.name}”") for each in since.attached]
    lines = (("来表", returned), ("认定", ruled), ("佐证材料", attached))
    return "".join(
        f"<p style='margin:0 0 3px 0'><span style='color:{MUTED}'>{word} {len(told)}&nbsp;&nbsp; </span>{'；'.join(told)}</p>"
        for word, told in lines if told
    )


def _came(day: date) -> str:
    return f"{day.month}月{day.day}日收到"


def _link(target: str, words: str, after: str = "") -> str:
    more = f"<span style='color:{FAINT}'>（{after}）</span>" if after else ""
    return f"<a href='{escape(target, quote=True)}' style='color:{BLUE};text-decoration:none'>{escape(words)}</a>{more}"
