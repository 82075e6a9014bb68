"""参数: what figures go by (weights, rules, the day) and what each word means; the weights are cells that formulas use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction

from qcapp.domain.settings import COVERAGE_WEIGHT, DEDUCTION, QUALIFICATION_WEIGHT, TIMELINESS_WEIGHT
from qcapp.forms.xlsx_book import Book, Column, ListSheet, Value
from qcapp.forms.xlsx_looks import Kind, Part
from qcapp.forms.xlsx_package import Formula
from qcapp.stats.figures import Figures, exact
from qcapp.stats.rules import RULES, RULES_VERSION, rules_from

TERMS = "参数"
WEIGHT_NAMES = {
    "coverage": "覆盖率权重", "timeliness": "及时率权重", "qualification": "合格率权重", "all": "权重合计",
    "deduction": "扣分系数",
}
"""What the cells of weights are called in formulas."""

_COLUMNS = (
    Column("what", "项目", 150, Kind.WORDS, left=True), Column("value", "内容", 150, Kind.WORDS),
    Column("meaning", "说明", 460, Kind.WORDS, left=True),
)
_MEANINGS = {
    "coverage": "占得分的份额，按三项权重之和折算；改动后，得分和位次随之变化。",
    "timeliness": "同上。", "qualification": "同上。", "all": "上面三项之和。",
    "deduction": "得分另减：扣分 ÷ 实报 × 这个系数；0 就是不扣。",
}
DEFINITIONS = (
    ("应报", "本期应当填报的责任分工（一条措施、一个责任单位为一条），不含免报的，也不含准予延期、尚未到期、尚未报的。"),
    ("实报", "应报中报来了有效进展的条数；写“本月无新进展”算实报，空着或只写“无”不算。"),
    ("覆盖率", "实报 ÷ 应报。"),
    ("及时", "应报中首次收到有效进展的日子不晚于截止日（准予延期的按延期后的日子）的条数；营商办登记得晚不影响。"),
    ("及时率", "及时 ÷ 应报。"),
    ("合格", "实报中首次报送没有违反任何硬性规则的条数。"),
    ("合格率", "合格 ÷ 实报。"),
    ("更正后合格率", "按台账现有内容没有违反任何硬性规则的条数 ÷ 实报。"),
    ("填报率", "填报格数 ÷ 应填格数，按应报各条的填报格子计算。"),
    ("扣分", "实报各条首次报送违反的规则（硬性规则和提示）按权重累计。"),
    ("得分", "100 ×（覆盖率 × 权重 + 及时率 × 权重 + 合格率 × 权重）÷ 权重合计 − 扣分 ÷ 实报 × 扣分系数；没有实报时合格率为 0；"
             "得分不低于 0，四舍五入到一位小数；没有应报的不计分。"),
    ("位次", "按得分从高到低排，得分相同的位次相同，其后的位次顺延（1、1、3）。组内位次只在同组单位之间排。"),
    ("应报措施", "应报的措施条数；由几个单位共同负责的措施，在应报里每个单位各计一次，在这里只计一次。"),
    ("报齐措施", "应报的责任单位都已报的措施条数。"),
    ("—", "分母是 0，没有比率。"),
)

RECOUNTED = "统计截至日在制表之前；免报、延期的认定和各项设置（权重、规则、截止日）按制表时的，不是截至那天的。"


def weights_in_force(settings: Mapping[str, str]) -> dict[str, Fraction]:
    """The three weights and the deduction as they are set; all three 0 say nothing, and the defaults hold."""
    set_to = {
        key: exact(setting.number(settings)) for key, setting in
        (("coverage", COVERAGE_WEIGHT), ("timeliness", TIMELINESS_WEIGHT), ("qualification", QUALIFICATION_WEIGHT))
    }
    if not any(set_to.values()):
        return weights_in_force({DEDUCTION.key: settings.get(DEDUCTION.key, DEDUCTION.default)})
    return set_to | {"all": sum(set_to.values(), Fraction(0)), "deduction": exact(DEDUCTION.number(settings))}


def caption_of(figures: Figures) -> str:
    """As of which day, by which rules."""
    return f"截至 {day_words(figures.on)}　　规则版本 {figures.rules_version}"


def write_terms(
    book: Book, figures: Figures, made: datetime | None, footer: str, changeable: Callable[[ListSheet], None],
    recounted: bool | None = None,
) -> ListSheet:
    """``changeable`` adds the rows of what may be changed. ``recounted``: whether a day that was past is told by rulings and
    settings that came later; when not said, where ``made`` is on a later day than the figures."""
    sheet = ListSheet(book, TERMS, _COLUMNS, title="统计参数和口径", footer=footer)
    sheet.add({"what": "统计范围", "value": figures.label})
    sheet.add({"what": "统计截至", "value": day_words(figures.on), "meaning": "到这一天为止收到和登记的内容。"})
    if made is not None:
        sheet.add({"what": "制表时间", "value": f"{day_words(made.date())} {made:%H:%M}"})
    if recounted if recounted is not None else made is not None and figures.on < made.date():
        sheet.add({"what": "认定和设置", "value": "按制表时的", "meaning": RECOUNTED})
    sheet.add({"what": "规则版本", "value": figures.rules_version})
    changeable(sheet)
    sheet.add({"what": "口径", "meaning": "含义"}, Part.HEAD)
    for word, meaning in DEFINITIONS:
        sheet.add({"what": word, "meaning": meaning})
    _rules(sheet, figures)
    return sheet


def add_weights(book: Book, sheet: ListSheet, settings: Mapping[str, str]) -> None:
    """The weights, which get the names that formulas use."""
    values = weights_in_force(settings)
    first = sheet.row + 1
    for key in ("coverage", "timeliness", "qualification"):
        sheet.add({"what": WEIGHT_NAMES[key], "value": values[key], "meaning": _MEANINGS[key]}, opened=("value",))
    together = Formula(f"=SUM({sheet.span('value', first, sheet.row)})", float(values["all"]))
    sheet.add({"what": WEIGHT_NAMES["all"], "value": together, "meaning": _MEANINGS["all"]})
    last: dict[str, Value] = {"what": WEIGHT_NAMES["deduction"], "value": values["deduction"], "meaning": _MEANINGS["deduction"]}
    sheet.add(last, opened=("value",))
    for place, name in enumerate(WEIGHT_NAMES.values()):
        book.name(name, sheet.there("value", first + place))


def _rules(sheet: ListSheet, figures: Figures) -> None:
    """The list of rules, where this program still has that version's."""
    sheet.add({"what": "合格规则", "value": "扣分权重", "meaning": "性质"}, Part.HEAD)
    if figures.rules_version != RULES_VERSION:
        sheet.add({"what": f"规则版本 {figures.rules_version}", "meaning": "本程序的规则已更新，当时的规则请查当时的程序说明。"})
        return
    active = {rule.key: rule for rule in rules_from(figures.settings)}
    for rule in RULES:
        own = active.get(rule.key)
        if own is None:
            sheet.add({"what": rule.heading, "value": "停用", "meaning": "不查"})
        else:
            meaning = "硬性规则：违反即不合格" if rule.hard else "提示：不影响合格"
            sheet.add({"what": rule.heading, "value": exact(own.weight), "meaning": meaning})


def day_words(day: date) -> str:
    """2021年8月5日"""
    return f"{day.year}年{day.month}月{day.day}日"
