"""What another year's list has and what becomes of this year's, in words."""

from __future__ import annotations

from collections import Counter
from html import escape

from qcapp.domain.succession import LinkKind
from qcapp.domain.text import shortened
from qcapp.merge.plan_mapping import Relation
from qcapp.services.plan_import import ImportPreview
from ui.models.mapped import doubtful_lines, item_words
from ui.theme import INK, MUTED, Tone

_MOST = 8
_NAMES = {LinkKind.MEASURE: ("措施", "条"), LinkKind.TASK: ("任务", "项"), LinkKind.UNIT: ("责任单位", "家")}


def found_words(preview: ImportPreview) -> str:
    """What was read, in a sentence."""
    plan = preview.plan
    return (
        f"读到《{plan.title}》：{len(plan.tasks)} 项重点任务、{len(plan.measures)} 条改革措施、{len(plan.units)} 家责任单位、"
        f"{len(plan.assignments)} 条责任分工。"
    )


def summary_html(preview: ImportPreview) -> str:
    plan, before = preview.plan, preview.before
    parts = [
        f"<p style='margin:0 0 4px 0'><b>{escape(plan.title)}</b></p>",
        _line("起用", f"从 {preview.since.label}起；以前各月仍按 {before.year} 年的清单"),
        _line("内容", f"{len(plan.tasks)} 项重点任务、{len(plan.measures)} 条改革措施、{len(plan.units)} 家责任单位"),
    ]
    for kind, (name, count) in _NAMES.items():
        lines = preview.lines(kind)
        counts = Counter(line.relation for line in lines)
        told = "、".join(f"{relation.label} {counts[relation]} {count}" for relation in Relation if counts[relation])
        parts.append(_line(name, told))
        for relation, plan_of, keys in (
            (Relation.NEW, plan, [line.new for line in lines if line.relation is Relation.NEW]),
            (Relation.DROPPED, before, [line.olds[0] for line in lines if line.relation is Relation.DROPPED]),
        ):
            words = [shortened(item_words(plan_of, kind, key).replace("\n", " "), 40) for key in keys[:_MOST]]
            if words:
                more = f"……等 {len(keys)} {count}" if len(keys) > _MOST else ""
                listed = "<br>".join(map(escape, words)) + more
                head = f"<span style='color:{MUTED}'>{relation.label}</span>"
                parts.append(f"<p style='margin:0 0 4px 18px'>{head}<br>{listed}</p>")
    doubtful = sum(len(doubtful_lines(preview.lines(kind))) for kind in LinkKind)
    if doubtful:
        told = f"还有 {doubtful} 条把握不大的对应关系没有看过，将照现在列出的算。"
        parts.append(f"<p style='margin:6px 0;color:{Tone.WARN.text.name()}'>{told}</p>")
    return "".join(parts)


def _line(heading: str, words: str) -> str:
    return f"<p style='margin:3px 0;color:{INK}'><span style='color:{MUTED}'>{heading}　</span>{escape(words)}</p>"
