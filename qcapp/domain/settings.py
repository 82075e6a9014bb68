"""The one catalogue of settings of the work: they live in the ledger, and each change of one is an operation.

A settings page is drawn from it, the command line names what it lists, and every reader asks it for a value. What stands in the
ledger and can't be understood counts as not set: the default holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from qcapp.domain.errors import UsageError

# As many places as a window's field shows whole.
_WRITTEN = re.compile(r"[0-9]+(?:\.[0-9]{1,7})?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


class SettingKind(Enum):
    NUMBER = "number"
    CHOICE = "choice"
    LINE = "line"
    """One line of text."""
    DOCUMENT = "document"
    """JSON or a file, with an editor of its own."""


class Setting(NamedTuple):
    """``default`` as it would stand in the ledger. ``choices``: (value, words). ``least`` and ``most`` bound a number, ``whole``
    one that counts things.

    ``unit`` is the word after a number, ``help`` a sentence below the heading. ``folder``: the line names a folder.
    """

    key: str
    heading: str
    group: str
    kind: SettingKind
    default: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: float = 0.0
    most: float = 100.0
    unit: str = ""
    whole: bool = False
    folder: bool = False

    def number(self, settings: Mapping[str, str]) -> float:
        """The number set; the default where nothing (or no such number) is."""
        written = _written(settings.get(self.key, ""), self)
        return float(self.default if written is None else written)

    def text(self, settings: Mapping[str, str]) -> str:
        """The text or choice set, else the default."""
        value = settings.get(self.key, self.default)
        if self.kind is SettingKind.CHOICE and value not in {each for each, _ in self.choices}:
            return self.default
        return value

    def mapping(self, settings: Mapping[str, str]) -> dict[str, str]:
        """A DOCUMENT of texts by name: {"区法院": "小"}; empty where nothing (or no such thing) is set."""
        said = read_object(settings.get(self.key, "")) or {}
        return {key: str(value) for key, value in said.items()}

    def checked(self, value: str) -> str:
        """The value as it is to be kept; UsageError with a sentence when it can't be."""
        if self.kind is SettingKind.CHOICE and value not in {each for each, _ in self.choices}:
            known = "、".join(words for _, words in self.choices)
            raise UsageError(f"“{self.heading}”没有“{value}”这个选项，请选其中之一：{known}。")
        if self.kind is SettingKind.NUMBER:
            return self._checked_number(value)
        return value.strip() if self.kind is SettingKind.LINE else value

    def _checked_number(self, value: str) -> str:
        written = _written(value, self)
        if written is None:
            what = "整数" if self.whole else "数，小数最多 7 位" if "." in value else "数"
            raise UsageError(f"“{self.heading}”要写 {self.least:g} 到 {self.most:g} 的{what}，请改后再保存。")
        return written


def _written(text: str, setting: Setting) -> str | None:
    """The number as it is kept; None for one that the setting does not take."""
    number = plain_number(text)
    if number is None or (setting.whole and "." in number):
        return None
    return number if setting.least <= float(number) <= setting.most else None


def plain_number(text: str) -> str | None:
    """40 for 40.0, 040 and ４０; None for what is no number from 0 on, written in digits."""
    plain = text.strip().translate(_FULL_WIDTH)
    if not _WRITTEN.fullmatch(plain):
        return None
    before, _, after = plain.partition(".")
    after = after.rstrip("0")
    return (before.lstrip("0") or "0") + (f".{after}" if after else "")


def read_object(text: str) -> dict[str, object] | None:
    """A DOCUMENT's JSON object; None where there is none, or nothing that can be read."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


_NUMBER, _CHOICE, _LINE, _DOCUMENT = SettingKind.NUMBER, SettingKind.CHOICE, SettingKind.LINE, SettingKind.DOCUMENT

COVERAGE_WEIGHT = Setting("score.coverage", "覆盖率权重", "得分", _NUMBER, "40", "三项权重按占比折算成百分制。")
TIMELINESS_WEIGHT = Setting("score.timeliness", "及时率权重", "得分", _NUMBER, "30")
QUALIFICATION_WEIGHT = Setting("score.qualification", "合格率权重", "得分", _NUMBER, "30")
DEDUCTION = Setting(
    "score.deduction", "每条平均扣分的系数", "得分", _NUMBER, "0",
    "首次报送违反的规则按权重累计，除以实报条数，乘以这个系数，从得分中扣除；0 就是不扣。", most=20.0,
)
GROUPS = Setting("score.groups", "可比单位分组", "得分", _DOCUMENT, help="同组之内另排位次，如任务多的一组、任务少的一组。")
WARNING_DAYS = Setting(
    "lamp.warning_days", "临近时限亮黄灯", "亮灯", _NUMBER, "30", "距完成时限不超过这些天亮黄灯。",
    most=365.0, unit="天", whole=True,
)
BEHIND_YELLOW = Setting(
    "lamp.behind_yellow", "落后时序亮黄灯", "亮灯", _NUMBER, "10", "落后达到这些百分点亮黄灯。", unit="个百分点",
)
BEHIND_RED = Setting("lamp.behind_red", "落后时序亮红灯", "亮灯", _NUMBER, "30", "落后超过这些百分点亮红灯。", unit="个百分点")
DUE_SHIFT = Setting(
    "due.shift", "截止日遇节假日", "报送", _CHOICE, "no", "节假日和调休按国务院公布的安排；尚未公布的年份只认周末和法定节日。",
    (("no", "不顺延"), ("workday", "顺延到下一个工作日")),
)
RULES_OFF = Setting("rules.off", "停用的规则", "合格规则", _DOCUMENT)
RULES_WEIGHTS = Setting("rules.weights", "规则权重", "合格规则", _DOCUMENT)
OFFICE = Setting("paper.office", "署名", "公文", _LINE, help="通报和催报通知的落款单位；不写就用责任清单上的单位。")
ADDRESSEE = Setting("paper.addressee", "主送", "公文", _LINE, "各责任单位")
CONTACT = Setting(
    "paper.contact", "联系人和电话", "公文", _LINE, help="写在通报、催报通知的末尾，姓名和电话用逗号隔开；不写就不印这一句。",
)
NUMBER = Setting(
    "paper.number", "通报的发文字号", "公文", _LINE, help="印在通报的标题之上，如“清营商办〔2021〕5号”；不写就不印。",
)
REMINDER_NUMBER = Setting(
    "paper.reminder_number", "催报通知的发文字号", "公文", _LINE, help="印在催报通知的标题之上，和通报的各编各的；不写就不印。",
)
PROGRESS_TASKS = Setting(
    "paper.progress_tasks", "通报里摘录几项主要进展", "公文", _NUMBER, "10", "每项重点任务最多摘一条，挑写得最实的。",
    most=99.0, unit="项", whole=True,
)
PROGRESS_LENGTH = Setting(
    "paper.progress_length", "每条主要进展最多多少字", "公文", _NUMBER, "90", "只按整句摘录，不改写。",
    least=20.0, most=500.0, unit="字", whole=True,
)
ANSWER_DAYS = Setting(
    "paper.answer_days", "补报和更正的期限", "公文", _NUMBER, "3", "从成文日期算起；催报通知和通报里的“请于某日前补报”按它推算。",
    least=1.0, most=30.0, unit="个工作日", whole=True,
)
WORDING = Setting("paper.wording", "措辞", "公文", _DOCUMENT, help="通报和催报通知每一句怎样说。")
LETTERHEAD = Setting("paper.letterhead", "版头文件", "公文", _DOCUMENT, help="带红头的 docx，正文写在其中“【正文】”一段的位置。")
_YES_NO = (("yes", "是"), ("no", "否"))
PAPER = Setting("table.paper", "纸张", "打印", _CHOICE, "A3", choices=(("A3", "A3"), ("A4", "A4")))
ORIENTATION = Setting(
    "print.orientation", "方向", "打印", _CHOICE, "landscape", choices=(("landscape", "横向"), ("portrait", "纵向")),
)
MARGINS = Setting(
    "print.margins", "页边距", "打印", _LINE, help="毫米，按上、右、下、左写成 15,15,15,15；不写就用与纸张相配的边距。",
)
SCALE = Setting(
    "print.scale", "字号缩放", "打印", _NUMBER, "100", "表格总是一页宽，缩放的是字。",
    least=50.0, most=200.0, unit="%", whole=True,
)
COLUMN_WIDTHS = Setting(
    "print.widths", "列宽", "打印", _CHOICE, "shares", choices=(("shares", "按固定比例"), ("content", "按内容多少")),
)
HEADER_ON_EACH = Setting("print.header", "每页都印表头", "打印", _CHOICE, "yes", choices=_YES_NO)
TITLE_ON_EACH = Setting("print.title", "每页都印标题", "打印", _CHOICE, "no", "", _YES_NO)
PAGE_NUMBERS = Setting(
    "print.numbers", "页码", "打印", _CHOICE, "total",
    choices=(("total", "第 × 页 共 × 页"), ("dashes", "— 1 —"), ("none", "不印")),
)
PRINTED_ON = Setting("print.date", "印打印日期", "打印", _CHOICE, "no", "印在每页左下角。", _YES_NO)
KEEP_ROWS = Setting(
    "print.keep_rows", "一条措施尽量不分在两页", "打印", _CHOICE, "yes", "比一页还长的总要接排到下一页。", _YES_NO,
)
STRIPED = Setting("print.striped", "隔行底纹", "打印", _CHOICE, "no", choices=_YES_NO)
SECOND_PLACE = Setting(
    "backup.second", "备份的第二处", "备份", _LINE,
    help="另一块磁盘或 U 盘上的文件夹，每日备份和手动备份再往那里存一份；不写就只存在台账旁边。", folder=True,
)

SETTINGS: tuple[Setting, ...] = (
    COVERAGE_WEIGHT, TIMELINESS_WEIGHT, QUALIFICATION_WEIGHT, DEDUCTION, GROUPS,
    WARNING_DAYS, BEHIND_YELLOW, BEHIND_RED, DUE_SHIFT, RULES_OFF, RULES_WEIGHTS,
    OFFICE, ADDRESSEE, CONTACT, NUMBER, REMINDER_NUMBER, PROGRESS_TASKS, PROGRESS_LENGTH, ANSWER_DAYS, WORDING, LETTERHEAD,
    PAPER, ORIENTATION, MARGINS, SCALE, COLUMN_WIDTHS, HEADER_ON_EACH, TITLE_ON_EACH, PAGE_NUMBERS,
    PRINTED_ON, KEEP_ROWS, STRIPED, SECOND_PLACE,
)
SETTING_BY_KEY = {setting.key: setting for setting in SETTINGS}

_OF_THE_MACHINE = ("backup.", "password")
"""How the keys begin of what is about this computer and this moment, and not about the work: where the second backups go, the
password of the program."""


def kept_by_restoration(key: str) -> bool:
    """Whether bringing a backup back leaves that setting (or line of ``meta``) as it is now."""
    return key.startswith(_OF_THE_MACHINE)
