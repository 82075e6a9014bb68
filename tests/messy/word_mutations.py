"""What units say, in all the ways they say it (RETURNS 24 to 31, 35, 36)."""

from __future__ import annotations

from qcapp.domain.ledger import CellKey
from tests.messy import values
from tests.messy.model import JUNE, Inapplicable, Mutation, Return, Stage

_DEADLINES = (
    "2021年12月底前完成", "2021-12", "2021.12.31", "２０２１年１２月３１日", "12月底", "第四季度", "2021年第3季度", "上半年",
    "年内", "长期", "常态化推进", "不定期", "2022年3月", "12/31", "44561", "2021年11月中旬", "已完成", "待定", "详见方案",
    "2021年9月30日、2021年12月31日", "2021年底前",
)
_NOTHING = ("无", "/", "—", "暂无", "无。", "没有", "-", "N/A", "０")
_DITTO = ("同上", "详见附件", "已报", "同上月", "见附件1", "略", "（填写本月进展）")
_DIRT = ("\u200b", "\ufeff", "\u00ad", "\u200e", "\u2060")


def _empty(made: Return) -> None:
    """A cell that had text when it was sent comes back empty: kept."""
    no, key = made.pick_field(
        "deadline", "responsible.name", "responsible.phone", "liaison.phone", "progress", said=made.rng.random() < 0.5,
        where=lambda no, key: bool(made.now(no, key)),
    )
    made.say(no, key, made.rng.choice(("", "   ", "\u3000", "\u200b") if key.endswith(".phone") or key == "deadline" else ("",)))


def _untouched(made: Return) -> None:
    for no, key in list(made.said):
        made.keep(no, key)
    made.said.clear()


def _deadlines(made: Return) -> None:
    for no in made.owned:
        if (no, "deadline") in made.said:
            made.say(no, "deadline", made.rng.choice(_DEADLINES))


def _nothing(made: Return) -> None:
    for _ in range(2):
        no, key = made.pick_field("problems", "progress")
        made.say(no, key, made.rng.choice(_NOTHING))


def _ditto(made: Return) -> None:
    no, key = made.pick_field("progress", "problems")
    made.say(no, key, made.rng.choice(_DITTO))


def _invisible(made: Return) -> None:
    for _ in range(3):
        no, key = made.pick_field("progress", "problems", "deadline", "responsible.name", "liaison.name", "liaison.phone")
        text = made.said[no, key]
        place = made.rng.randrange(len(text) + 1)
        made.say(no, key, text[:place] + made.rng.choice(_DIRT) + text[place:] + made.rng.choice(("", "\u200b", "\u00a0")))


def _spaced(made: Return) -> None:
    """Tabs, blanks, empty paragraphs; what carriage returns are turned into."""
    for _ in range(3):
        no, key = made.pick_field("progress", "problems")
        text = made.said[no, key]
        end = "_x000D_\n" if made.suffix == "xlsx" else "\n\n"
        place = made.rng.randrange(len(text) + 1)
        made.say(no, key, f"  {text[:place]}\t {text[place:]}{end}\u3000\u3000下一步继续推进。  ")


def _full_width(made: Return) -> None:
    for no, key in list(made.said):
        if key.endswith(".phone") and (no, key) not in made.reserved:
            made.say(no, key, made.said[no, key].translate({ord(digit): 0xFEE0 + ord(digit) for digit in "0123456789-"}))
            made.reserve([(no, key)])


def _grouped(made: Return) -> None:
    no, key = made.pick_field("responsible.phone", "liaison.phone")
    number = values.mobile(made.rng)
    made.say(no, key, made.rng.choice((f"{number[:3]} {number[3:7]} {number[7:]}", f"+86{number}", f"{number[:3]}-{number[3:]}")))


def _numbers(made: Return) -> None:
    """Two numbers, an extension, no area code."""
    no, key = made.pick_field("responsible.phone", "liaison.phone")
    one, two = values.mobile(made.rng), values.landline(made.rng)
    made.say(no, key, made.rng.choice((f"{one}、{two}", f"{one}/{two}", f"{one}\n{two}", f"{two}转801", f"{two}-8012", two[5:])))


def _two_people(made: Return) -> None:
    no, key = made.pick_field("liaison.name", "responsible.name")
    phone = key.replace(".name", ".phone")
    if (no, phone) in made.reserved:
        raise Inapplicable
    mark = made.rng.choice("、，/")
    made.say(no, key, f"某甲{mark}某丁")
    made.say(no, phone, f"{values.mobile(made.rng)}{mark}{values.mobile(made.rng)}")
    made.reserve([(no, phone)])


def _long(made: Return) -> None:
    no, key = made.pick_field("progress")
    piece = made.said[no, key] + "，已按要求开展工作"
    length = 40_000 if made.suffix == "docx" else 32_000
    made.say(no, key, (piece * (length // len(piece) + 1))[:length])


def _last_month(made: Return) -> None:
    """Last month's words once more."""
    told = [no for no in made.owned if made.before.get(CellKey(no, made.unit, JUNE, "progress"))]
    no, key = made.pick_field("progress", where=lambda no, key: no in told)
    made.say(no, key, made.before[CellKey(no, made.unit, JUNE, "progress")])


def _falls(made: Return) -> None:
    no, key = made.pick_field("progress")
    made.say(no, key, "累计办理 1 件，尚未完成。")


MUTATIONS = (
    Mutation("cells emptied", (31,), Stage.WORDS, _empty),
    Mutation("nothing filled in", (8, 29), Stage.WORDS, _untouched, frozenset({"words"})),
    Mutation("deadlines in every form", (28,), Stage.WORDS, _deadlines),
    Mutation("none and its kin", (29,), Stage.WORDS, _nothing),
    Mutation("same as above and its kin", (30,), Stage.WORDS, _ditto),
    Mutation("invisible characters", (25,), Stage.WORDS, _invisible),
    Mutation("tabs, blanks and carriage returns", (25,), Stage.WORDS, _spaced),
    Mutation("phones in full width", (24, 25), Stage.WORDS, _full_width),
    Mutation("phones grouped", (24,), Stage.WORDS, _grouped),
    Mutation("two numbers, extensions", (26,), Stage.WORDS, _numbers),
    Mutation("two people in a cell", (19, 26), Stage.WORDS, _two_people, frozenset({"two people"})),
    Mutation("very long text", (35,), Stage.WORDS, _long, frozenset({"long"})),
    Mutation("last month's words", (30,), Stage.WORDS, _last_month),
    Mutation("figures that fall", (36,), Stage.WORDS, _falls),
)
