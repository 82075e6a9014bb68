"""The words of the command line: commands and options in English, help and complaints in Chinese."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from qcapp.cli.answer import FAILED, WORDS_OFF
from qcapp.cli.console import LOST, complain, tell
from qcapp.cli.page_words import add_page_words, copies
from qcapp.cli.plan_parser import add_plan
from qcapp.domain.errors import UsageError
from qcapp.domain.fields import FIELDS
from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period, within_years
from qcapp.domain.rulings import RulingKind

DECISIONS = ("hold", "ours", "theirs", "both")

# What argparse complains of, in words. The first group, if any, is what it names.
_COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", "缺少 {}"),
    (r"one of the arguments (\S+) (\S+) is required", "缺少 {} 或 {}"),
    (r"argument (.+?): not allowed with argument (.+)", "{} 不能和 {} 一起写"),
    (r"unrecognized arguments: (.+)", "不认识 {}"),
    (r"argument COMMAND: invalid choice: '(.+?)'", "没有“{}”这个命令"),
    (r"argument (.+?): invalid choice: '(.+?)'", "{} 不能是“{}”"),
    (r"argument (--set): expected 3 arguments", "{} 后面要跟措施序号、栏目和内容这三个值"),
    (r"argument (.+?): expected 3 arguments", "{} 后面要跟日期、完成比例和要完成什么这三个值"),
    (r"argument (.+?): expected .*argument", "{} 后面要跟一个值"),
    (r"argument (.+?): invalid .*value: '(.+?)'", "{} 不能是“{}”"),
    (r"ambiguous option: (\S+)", "选项 {} 不完整"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argparse parser that speaks Chinese and raises UsageError instead of leaving.

    ``dashes``: what is said here may begin with a dash, as -5% does, and is no option unless it is one or looks like --one.
    """

    def __init__(self, *, dashes: bool = False, **kwargs: Any) -> None:
        self._dashes = dashes
        kwargs.setdefault("formatter_class", _Formatter)
        super().__init__(add_help=False, allow_abbrev=False, **kwargs)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def _parse_optional(self, arg_string: str) -> Any:
        known = arg_string.partition("=")[0] in self._option_string_actions
        if self._dashes and not known and not re.match("--[A-Za-z]", arg_string):
            return None
        return super()._parse_optional(arg_string)

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        if action.nargs is None and arg_strings == ["--"]:  # a second one is a word, which the library would drop
            return self._get_value(action, "--")
        return super()._get_values(action, arg_strings)

    def print_help(self, file: Any = None) -> None:
        if not tell(self.format_help(), sys.stdout):
            complain(LOST)
            self.exit(FAILED)

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in _COMPLAINTS:
            if found := re.search(pattern, message):
                raise UsageError(f"命令写法不对：{sentence.format(*found.groups())}，请用 {self.prog} --help 查看写法。")
        raise UsageError(f"命令写法不对，请用 {self.prog} --help 查看写法。")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"日期“{text}”看不懂，请写成 2021-07-24 这样的年月日。") from None
    within_years(day.year, f"日期“{text}”")
    return day


def _year(text: str) -> int:
    """Four digits, with 年 behind or without."""
    plain = text.strip().removesuffix("年")
    if not re.fullmatch("(?:19|[2-9][0-9])[0-9]{2}", plain):
        raise UsageError(f"年份“{text}”看不懂，请写成 2021 这样的四位数字。")
    return within_years(int(plain), f"年份“{text}”")


def _path(text: str) -> Path:
    """Every path that is said passes here: to pathlib nothing is the current folder, which nobody meant."""
    if not text.strip():
        raise UsageError("路径是空的，请写明文件或文件夹，名字里有空格的要加引号。")
    return Path(text)


def _measure_or_whole(text: str) -> int | None:
    return None if text == "whole" else int(text)


def _measure_or_all(text: str) -> int | None:
    return None if text == "all" else int(text)


def _lamp(text: str) -> Lamp:
    for lamp in (Lamp.GREEN, Lamp.YELLOW, Lamp.RED):
        if text.casefold() in (lamp.name.lower(), lamp.value, lamp.word):
            return lamp
    raise UsageError(f"没有“{text}”这种灯，请写 green、yellow、red 其中之一。")


def _with_globals(parser: Parser, default: Any) -> None:
    parser.add_argument("--ledger", type=_path, metavar="PATH", default=default, help="台账文件，不写就用默认位置的台账")
    parser.add_argument("--json", action="store_true", default=default or False, help="输出一份 JSON")
    parser.add_argument("--quiet", action="store_true", default=default or False, help="只在出错时说话")


def build_parser() -> Parser:
    """The whole grammar. Global options may stand before or after the command."""
    parser = Parser(
        prog="main.py",
        description="营商台账：责任清单的下发、收表、合并、导出、统计、通报与催报。不带命令时打开窗口。",
        epilog="每个命令的写法见 main.py COMMAND --help。\n"
        "退出码：0 完成；1 完成，但有事项等人处理；2 命令写法不对；3 没有做成，什么都没有改动。",
    )
    _with_globals(parser, None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="命令", parser_class=Parser)

    def add(name: str, text: str, dashes: bool = False) -> Parser:
        made: Parser = commands.add_parser(name, help=text, description=text, dashes=dashes)
        _with_globals(made, argparse.SUPPRESS)
        return made

    _add_month(add)
    _add_papers(add)
    _add_archive(add)
    _add_looking(add)
    _add_past(add)
    _add_rulings(add)
    _add_plan(add)
    _add_upkeep(add)
    return parser


def _period(parser: Parser, required: bool) -> None:
    parser.add_argument("--period", type=Period.parse, required=required, metavar="2021-07", help="报告期")


def _units(parser: Parser) -> None:
    parser.add_argument("--unit", action="append", default=[], metavar="NAME", help="责任单位，可写多次；不写就是全部")


def _add_month(add: Any) -> None:
    """The month's work: init, dispatch, merge, correct, set, undo."""
    init = add("init", "建立台账：用内置清单，或从任何一份正式的责任清单细化表")
    init.add_argument("--from", dest="source", type=_path, metavar="FILE", help="细化表文件（xlsx 或 docx）")
    dispatch = add("dispatch", "生成各单位的下发表并记入台账")
    _period(dispatch, True)
    dispatch.add_argument("--out", type=_path, required=True, metavar="DIR", help="写到哪个文件夹")
    _units(dispatch)
    dispatch.add_argument("--format", action="append", default=[], metavar="xlsx|docx", help="格式，可写多次；不写就两种都要")
    dispatch.add_argument("--with-last-progress", action="store_true", help="附上月进展供单位参考")
    merge = add("merge", "读取回收的文件、文件夹和压缩包并合并入账")
    merge.add_argument("paths", nargs="+", type=_path, metavar="PATH", help="文件、文件夹或 zip")
    _period(merge, False)
    merge.add_argument("--received", type=_day, metavar="2021-07-24", help="收到日期，不写就是今天")
    merge.add_argument("--unit", metavar="NAME", help="看不出单位的文件算哪家的；表上写的名称会记住，下次不再问")
    merge.add_argument("--dry-run", action="store_true", help="只看会怎样，不改台账")
    merge.add_argument(
        "--on-conflict", choices=DECISIONS, default="hold", metavar="|".join(DECISIONS),
        help="冲突怎么办：留待处理、用台账、用来表、两段都保留；默认留待处理",
    )
    correct = add("correct", "给填报不合格的单位生成退回说明，只列要更正的措施和原因")
    _period(correct, True)
    correct.add_argument("--out", type=_path, required=True, metavar="DIR", help="写到哪个文件夹")
    _units(correct)
    correct.add_argument("--format", action="append", default=[], metavar="xlsx|docx", help="格式，可写多次；不写就两种都要")
    correct.add_argument("--due", type=_day, metavar="2021-07-30", help="请单位在哪天前重报；不写就按截止日或三个工作日后")
    _add_publishing(add)
    check = add("check-form", "检查一份填好的下发表，列出还要填的和不合格的地方；不需要台账")
    check.add_argument("file", type=_path, metavar="FILE", help="下发表、退回说明或填好的表")
    fill = add("fill", "填写一份下发表，写成可以报送的文件；不需要台账", dashes=True)
    fill.add_argument("file", type=_path, metavar="FILE", help="下发表或退回说明；原文件不动")
    fill.add_argument(
        "--set", nargs=3, action="append", dest="texts", default=[], metavar=("NO", "FIELD", "VALUE"),
        help="哪一条、哪一栏、写什么，可写多次；栏目名同 set",
    )
    fill.add_argument("--out", type=_path, metavar="OUT", help="写到哪里，以 .xlsx 或 .docx 结尾；不写就放在原文件旁")
    change = add("set", "改一个栏目", dashes=True)
    change.add_argument("no", type=int, metavar="NO", help="措施序号")
    fields = "、".join(field.key for field in FIELDS)
    change.add_argument("field", metavar="FIELD", help=f"栏目：{fields}")
    change.add_argument("value", metavar="VALUE", help="新的内容，空的引号表示清空；像选项的内容写在 -- 之后")
    change.add_argument("--unit", required=True, metavar="NAME", help="责任单位")
    _period(change, True)
    undo = add("undo", "撤销最近一次（或指定的）操作")
    undo.add_argument("operation", nargs="?", metavar="OPERATION", help="操作编号，见 operations")
    undo.add_argument("--file", metavar="NAME", help="只撤销那次合并里的这一份文件：文件名，或校验码的开头")


def _add_publishing(add: Any) -> None:
    """The table brought out: export, print."""
    export = add("export", "写出正式的细化表，或筛选出来的一部分")
    export.add_argument("out", type=_path, metavar="OUT", help="文件名，以 .xlsx、.docx 或 .pdf 结尾")
    _period(export, True)
    printed = add("print", "打印正式的细化表，或筛选出来的一部分；打出来的和导出的 PDF 一样")
    _period(printed, False)
    printed.add_argument("--printer", metavar="NAME", help="打印机，不写就用系统默认的")
    printed.add_argument("--copies", type=copies, default=1, metavar="N", help="份数，不写就是一份")
    printed.add_argument("--list-printers", action="store_true", help="只列出有哪些打印机")
    for made in (export, printed):
        _units(made)
        add_page_words(made)


def _add_papers(add: Any) -> None:
    """Papers: bulletin, reminder."""
    bulletin = add("bulletin", "写出一个月的通报（docx），并提示还没有了结的事")
    bulletin.add_argument("out", type=_path, metavar="OUT.docx", help="文件名，以 .docx 结尾")
    _dated(bulletin)
    bulletin.add_argument("--issue", action="store_true", help="记为已印发：封存当时的数据和写出的文件")
    reminder = add("reminder", "给逾期未报的单位各写一份催报通知，附电话单；来了扫描件、还没有录入的只提示")
    reminder.add_argument("out", type=_path, metavar="DIR", help="写到哪个文件夹")
    _dated(reminder)
    _units(reminder)
    reminder.add_argument("--early", action="store_true", help="改写提醒：给还没到截止日、尚未报送的单位")


def _dated(parser: Parser) -> None:
    _period(parser, True)
    parser.add_argument("--on", type=_day, metavar="2021-07-28", help="按哪一天统计，不写就是今天")
    parser.add_argument("--date", type=_day, metavar="2021-07-28", help="成文日期，不写就是今天")


def _add_archive(add: Any) -> None:
    """Kept files: attach, attachments, archive."""
    attach = add("attach", "给一条措施添加佐证材料，文件原样存进台账")
    attach.add_argument("no", type=_measure_or_whole, metavar="NO|whole", help="措施序号；属于单位整份来表的写 whole")
    attach.add_argument("files", nargs="+", type=_path, metavar="FILE", help="文件，每份不超过 50 MB")
    attach.add_argument("--unit", required=True, metavar="NAME", help="责任单位")
    _period(attach, True)
    attachments = add("attachments", "列出佐证材料")
    attachments.add_argument("no", nargs="?", type=int, metavar="NO", help="措施序号，不写就是全部")
    _period(attachments, True)
    attachments.add_argument("--unit", metavar="NAME", help="责任单位，不写就是全部")
    archive = add("archive", "把一个月的来表原件和佐证材料按单位、措施导出到文件夹，附清单")
    archive.add_argument("out", type=_path, metavar="OUT", help="写到哪个文件夹")
    _period(archive, True)
    archive.add_argument("--unit", metavar="NAME", help="责任单位，不写就是全部")


def _add_looking(add: Any) -> None:
    """Reading only: status, stats, show, history, search, operations."""
    from qcapp.services.search_found import PLACES

    status = add("status", "各单位的下发、回收、逾期和待处理情况")
    _period(status, True)
    status.add_argument("--on", type=_day, metavar="2021-07-28", help="按哪一天看，不写就是今天")
    _add_stats(add)
    show = add("show", "看一条措施；不写报告期就看最近有内容的月份")
    show.add_argument("no", type=int, metavar="NO", help="措施序号")
    _period(show, False)
    history = add("history", "一条措施的全部改动")
    history.add_argument("no", type=int, metavar="NO", help="措施序号")
    search = add("search", "检索清单、各月填报内容、文件名和认定原因，按措施归在一起", dashes=True)
    search.add_argument(
        "text", metavar="TEXT", help="要找的词，空格隔开表示都要有；可以用拼音首字母、“整句”、-不要的词、单位: 月份: 栏目: 任务:"
    )
    _period(search, False)
    search.add_argument("--unit", metavar="NAME", help="责任单位，不写就是全部")
    search.add_argument("--field", choices=tuple(PLACES), metavar="FIELD", help=f"栏目：{'、'.join(PLACES)}；不写就是全部")
    operations = add("operations", "列出操作，最近的在前")
    operations.add_argument("--limit", type=int, metavar="N", help="最多列几条")


def _add_past(add: Any) -> None:
    """Looking back: compare, changes."""
    compare = add("compare", "两个月逐栏对照：新增、修改、照抄、未填")
    _period(compare, True)
    compare.add_argument("--with", type=Period.parse, required=True, dest="other", metavar="2021-06", help="和哪个月对照")
    _units(compare)
    compare.add_argument("--no", type=int, metavar="NO", help="只看这一条措施")
    compare.add_argument("--all", action="store_true", help="没有变化的也列出来")
    compare.add_argument("--out", type=_path, metavar="FILE", help="写成文件，以 .xlsx、.docx 或 .pdf 结尾")
    changes = add("changes", "通报印发以来改了什么、收到什么、认定了什么")
    changes.add_argument("--since-bulletin", action="store_true", required=True, help="从最近一次印发的通报算起")
    changes.add_argument("--period", type=Period.parse, metavar="2021-07", help="从这个月的通报算起，不写就是最近一次印发的")
    changes.add_argument("--out", type=_path, metavar="FILE", help="写成文件，以 .xlsx、.docx 或 .pdf 结尾")


def _add_rulings(add: Any) -> None:
    """What the clerk decides: ruling with its words, rulings, settings."""
    ruling = add("ruling", "免报、准予延期、人工定灯、时序进度，或取消其中一项")
    words = ruling.add_subparsers(dest="ruling", metavar="WHAT", title="认定", required=True, parser_class=Parser)

    def add_word(name: str, text: str, *, unit_wide: bool, reason: bool | None = True) -> Parser:
        made: Parser = words.add_parser(name, help=text, description=text, dashes=True)
        _with_globals(made, argparse.SUPPRESS)
        if name == "lift":
            kinds = [kind.value for kind in RulingKind]
            told = "、".join(f"{kind.value} {kind.label}" for kind in RulingKind)
            made.add_argument("kind", choices=kinds, metavar="|".join(kinds), help=f"取消哪一种认定：{told}")
        if unit_wide:
            made.add_argument("no", type=_measure_or_all, metavar="NO|all", help="措施序号；单位的全部措施写 all")
        else:
            made.add_argument("no", type=int, metavar="NO", help="措施序号")
        made.add_argument("--unit", required=True, metavar="NAME", help="责任单位")
        _period(made, True)
        if reason is not None:
            made.add_argument("--reason", required=reason, default="", metavar="TEXT", help="理由")
        return made

    exempt = add_word("exempt", "免报：这个月不用报，覆盖率不计", unit_wide=True)
    exempt.add_argument(
        "--until-period", type=Period.parse, metavar="2021-09", help="一直免报到这个月（同一年），一次办完；不写就只这一个月"
    )
    extend = add_word("extend", "准予延期：另定截止日", unit_wide=True)
    extend.add_argument("--until", type=_day, required=True, metavar="2021-07-28", help="延期到哪一天（当天 24 时止）")
    lamp = add_word("lamp", "人工定灯：这个月不按规则亮灯", unit_wide=False)
    lamp.add_argument("--lamp", type=_lamp, required=True, metavar="green|yellow|red", help="绿灯、黄灯或红灯")
    schedule = add_word("schedule", "时序进度：报告期所在年度的节点，原有的节点由这次写的代替", unit_wide=False, reason=None)
    schedule.add_argument(
        "--milestone", nargs=3, action="append", required=True, metavar=("DATE", "PERCENT", "WHAT"),
        help="一个节点：到哪一天、完成百分之几、完成什么，可写多次",
    )
    reach = add_word("reach", "记下时序进度的一个节点已经完成", unit_wide=False, reason=None)
    reach.add_argument("--milestone", type=_day, required=True, metavar="2021-07-28", help="节点原定的日期")
    reach.add_argument("--done", type=_day, metavar="2021-07-28", help="实际完成的日期，不写就是今天")
    reach.add_argument("--undone", action="store_true", help="改为没有完成")
    lift = add_word("lift", "取消一项认定", unit_wide=True, reason=False)
    lift.add_argument("--following", action="store_true", help="连同以后各月接着的、理由相同的一起取消")
    rulings = add("rulings", "列出一个月的免报、延期、人工定灯和时序进度")
    _period(rulings, True)
    rulings.add_argument("--unit", metavar="NAME", help="责任单位，不写就是全部")
    settings = add("settings", "列出、查看或修改设置", dashes=True)
    settings.add_argument("key", nargs="?", metavar="KEY", help="哪一项设置，不写就列出全部")
    settings.add_argument("value", nargs="?", metavar="VALUE", help='改成什么，空的引号 "" 恢复默认；不写就只看')


def _add_plan(add: Any) -> None:
    """The list itself: plan with its words."""
    plan = add("plan", "责任清单：查看、变更（从某月起，写明理由）、导入下一年的清单、写出")
    words = plan.add_subparsers(dest="plan", metavar="WHAT", title="清单", required=True, parser_class=Parser)
    add_plan(words, lambda made: _with_globals(made, argparse.SUPPRESS), _path, _year)


def _add_stats(add: Any) -> None:
    stats = add("stats", "数据总量、覆盖率、及时率、合格率、得分和位次，按单位、任务和全区")
    when = stats.add_mutually_exclusive_group(required=True)
    when.add_argument("--period", type=Period.parse, metavar="2021-07", help="报告期")
    when.add_argument("--year", type=_year, metavar="2021", help="全年，只算有内容的月份")
    stats.add_argument("--to", type=Period.parse, metavar="2021-12", help="从 --period 统计到这个月，只算有内容的月份")
    stats.add_argument("--on", type=_day, metavar="2021-07-28", help="按哪一天的台账统计，不写就是今天")
    stats.add_argument("--by", choices=("unit", "task"), default="unit", metavar="unit|task", help="列出单位还是任务，默认单位")
    stats.add_argument("--out", type=_path, metavar="FILE.xlsx", help="写成带公式的统计表")
    stats.add_argument("--assessment", type=_path, metavar="FILE.xlsx", help="写成绩效考核表，各月得分和总得分")
    stats.add_argument("--rows", action="store_true", help="再列出每一条的收到日期、截止日期、是否合格和原因")


def _add_upkeep(add: Any) -> None:
    backup = add("backup", "安全地复制一份台账")
    backup.add_argument("out", nargs="?", type=_path, metavar="OUT", help="备份文件，不写就放在台账旁的备份文件夹")
    restore = add("restore", "用一份备份恢复台账（先自动备份现有的）")
    restore.add_argument("file", type=_path, metavar="FILE", help="备份文件")
    add("check", "检查台账是否完好")


def words(argv: Sequence[str]) -> argparse.Namespace | int:
    """The parsed words (``command`` None: the window), or the exit status when there is nothing more to do.

    Words that are off are said on standard error.
    """
    try:
        return build_parser().parse_args(list(argv))
    except UsageError as error:
        complain(error)
        return WORDS_OFF
    except SystemExit as left:  # argparse leaves after --help
        return int(left.code or 0)
