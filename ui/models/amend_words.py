"""What an amendment would change, in words, before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qcapp.domain.plan import EntryKey, Plan
from qcapp.services.plan_preview import AmendmentPreview
from ui.models.plan_words import change_line, sentences
from ui.theme import INK, MUTED, Tone
from ui.widgets.measure_head import gist

_MOST = 12


def preview_html(preview: AmendmentPreview) -> str:
    """Why it can't be done stands at the fields."""
    since = preview.since.label
    parts = [sentences(["还不能这样改：为什么写在左边。"], Tone.BAD.text.name())] if preview.troubles else []
    parts.append(sentences([f"从 {since}起：{preview.summary.partition('，' + since)[0]}。以前各月不变。"], INK))
    parts += map(change_line, preview.changes)
    parts.append(_rows("台账里多出", preview.gained, preview.after))
    parts.append(_rows("台账里不再有", preview.lost, preview.before))
    if preview.carried:
        parts.append(sentences([f"从原来的行带过来 {len(preview.carried)} 处内容。"], MUTED))
    if preview.forms:
        told = [*(each.told for each in preview.forms), "请重新下发；已经交回来的仍可照常合并。"]
        parts.append(sentences(told, Tone.WARN.text.name()))
    return "".join(parts)


def _rows(what: str, keys: Sequence[EntryKey], plan: Plan) -> str:
    if not keys:
        return ""
    lines = [
        f"第 {key.no} 条　{gist(plan.measure(key.no))}　{key.unit}" for key in keys[:_MOST]
    ]
    more = [f"……等 {len(keys)} 行"] if len(keys) > _MOST else []
    listed = "<br>".join(map(escape, [*lines, *more]))
    return f"<p style='margin:6px 0'><span style='color:{MUTED}'>{what} {len(keys)} 行</span><br>{listed}</p>"
