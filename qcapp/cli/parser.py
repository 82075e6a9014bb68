"""The words of the command line: commands and options in English, help and complaints in Chinese."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qcapp.cli.answer import WORDS_OFF
from qcapp.cli.console import complain
from qcapp.cli.parsing import (
    Parser,
    TellVersion,
    dated,
    measure_or_whole,
    period_option,
    read_day,
    read_field,
    read_kind,
    read_path,
    read_place,
    read_year,
    unit_option,
    with_globals,
)
from qcapp.domain.errors import UsageError
from qcapp.domain.fields import FIELDS
from qcapp.domain.period import Period
from qcapp.places import COMMAND

_SHARED = r"""共享台账放在 PostgreSQL 服务器上，几个人同时用：每个命令都可以写 --ledger postgresql+psycopg://用户@主机:端口/库名。
数据库的密码不要写在命令里，别人看得见：放在环境变量 PGPASSWORD 里，或 ~/.pgpass
（Windows 是 %APPDATA%\postgresql\pgpass.conf）里；都没有的，在终端里问，输入时不显示。"""
DECISIONS = ("hold", "ours", "theirs", "both")


def build_parser(only: str | None = None) -> Parser:
    """The whole grammar; or that of one command, which is made in a tenth of the time. Global options may stand before or after
    the command."""
    parser = Parser(
        prog=COMMAND,
        description="营商台账：责任清单的下发、收表、合并、导出、统计、通报与催报。不带命令时打开窗口。",
        epilog=f"每个命令的写法见 {COMMAND} 命令 --help。\n"
        "退出码：0 完成；1 完成，但有事项等人处理；2 命令写法不对；3 没有做成，什么都没有改动。\n\n" + _SHARED,
    )
    parser.add_argument("--version", action=TellVersion, nargs=0, help="显示版本")
    with_globals(parser, None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="命令", parser_class=Parser)
    unasked = _Unasked()

    def add(name: str, text: str, dashes: bool = False) -> Any:
        if only and name != only:
            return unasked
        made: Parser = commands.add_parser(name, help=text, description=text, dashes=dashes)
        with_globals(made, argparse.SUPPRESS, signed=name != "operations")
        return made

    for group in (_GROUPS[only],) if only else dict.fromkeys(_GROUPS.values()):
        group(add)
    return parser


class _Unasked:
    """In the place of a command that was not given: takes its words, and lets them go."""

    def __getattr__(self, name: str) -> Any:
        return self._take

    def _take(self, *words: Any, **more: Any) -> _Unasked:
        return self


def _add_month(add: Any) -> None:
    """The month's work: init, dispatch, merge, correct; what a unit does: check-form, fill; and set, undo."""
    init = add("init", "建立台账：用内置清单，或从任何一份正式的责任清单细化表")
    init.add_argument("--from", dest="source", type=read_path, metavar="FILE", help="细化表文件（xlsx 或 docx）")
    dispatch = add("dispatch", "生成各单位的下发表并记入台账")
    period_option(dispatch, True)
    dispatch.add_argument("--out", type=read_path, required=True, metavar="DIR", help="写到哪个文件夹")
    unit_option(dispatch)
    dispatch.add_argument("--format", action="append", default=[], metavar="xlsx|docx", help="格式，可写多次；不写就两种都要")
    dispatch.add_argument("--with-last-progress", action="store_true", help="附上月进展供单位参考")
    dispatch.add_argument("--guide", action="store_true", help="附一页填报单位说明（docx）：怎样填、截止日、联系人")
    merge = add("merge", "读取回收的文件、文件夹和压缩包并合并入账")
    merge.add_argument(
        "paths", nargs="+", type=read_path, metavar="PATH", help="文件、文件夹或 zip；一个区的台账文件算它各单位的来表"
    )
    period_option(merge, False)
    merge.add_argument("--received", type=read_day, metavar="2021-07-24", help="收到日期，不写就是今天")
    merge.add_argument("--unit", metavar="NAME", help="看不出单位的文件算哪家的；表上写的名称会记住，下次不再问")
    merge.add_argument("--dry-run", action="store_true", help="只看会怎样，不改台账")
    merge.add_argument(
        "--returned-password", dest="returned_passwords", action="append", default=[], type=read_path, metavar="FILE",
        help="来表、区里的台账设了打开密码的：密码写在这个文本文件的第一行，几个密码就写多次",
    )
    merge.add_argument(
        "--on-conflict", choices=DECISIONS, default="hold", metavar="|".join(DECISIONS),
        help="冲突怎么办：留待处理、用台账、用来表、两段都保留；默认留待处理",
    )
    correct = add("correct", "给填报不合格的单位生成退回说明，只列要更正的措施和原因")
    period_option(correct, True)
    correct.add_argument("--out", type=read_path, required=True, metavar="DIR", help="写到哪个文件夹")
    unit_option(correct)
    correct.add_argument("--format", action="append", default=[], metavar="xlsx|docx", help="格式，可写多次；不写就两种都要")
    correct.add_argument("--due", type=read_day, metavar="2021-07-30", help="请单位在哪天前重报；不写就按截止日或三个工作日后")
    check = add("check-form", "检查一份填好的下发表，列出还要填的和不合格的地方；不需要台账")
    check.add_argument("file", type=read_path, metavar="FILE", help="下发表、退回说明或填好的表")
    fill = add("fill", "填写一份下发表，写成可以报送的文件；不需要台账", dashes=True)
    fill.add_argument("file", type=read_path, metavar="FILE", help="下发表或退回说明；原文件不动")
    fill.add_argument(
        "--set", nargs=3, action="append", dest="texts", default=[], metavar=("NO", "FIELD", "VALUE"),
        help="哪一条、哪一栏、写什么，可写多次；栏目名称同 set，例如 进展情况",
    )
    fill.add_argument("--out", type=read_path, metavar="OUT", help="写到哪里，以 .xlsx 或 .docx 结尾；不写就放在原文件旁")
    change = add("set", "改一个栏目", dashes=True)
    change.add_argument("no", type=int, metavar="NO", help="措施序号")
    fields = "、".join(f"{field.heading}（{field.key}）" for field in FIELDS)
    change.add_argument(
        "field", type=read_field, metavar="FIELD", help=f"栏目，写中文名称或英文名称都行：{fields}；第二个联系人写 联系人2"
    )
    change.add_argument("value", metavar="VALUE", help="新的内容，空的引号表示清空；像选项的内容写在 -- 之后")
    change.add_argument("--unit", required=True, metavar="NAME", help="责任单位")
    period_option(change, True)
    undo = add("undo", "撤销最近一次（或指定的）操作")
    undo.add_argument("operation", nargs="?", metavar="OPERATION", help="操作编号，见 operations")
    undo.add_argument("--file", metavar="NAME", help="只撤销那次合并里的这一份文件：文件名，或校验码的开头")


def _add_publishing(add: Any) -> None:
    """The table brought out: export, print."""
    from qcapp.cli.page_words import add_page_words, copies

    export = add("export", "写出正式的细化表，或筛选出来的一部分")
    export.add_argument("out", type=read_path, metavar="OUT", help="文件名，以 .xlsx、.docx 或 .pdf 结尾")
    period_option(export, True)
    printed = add("print", "打印正式的细化表，或筛选出来的一部分；打出来的和导出的 PDF 一样")
    period_option(printed, False)
    printed.add_argument("--printer", metavar="NAME", help="打印机，不写就用系统默认的")
    printed.add_argument("--copies", type=copies, default=1, metavar="N", help="份数，不写就是一份")
    printed.add_argument("--list-printers", action="store_true", help="只列出有哪些打印机")
    for made in (export, printed):
        unit_option(made)
        add_page_words(made)


def _add_papers(add: Any) -> None:
    """Papers: bulletin, reminder."""
    bulletin = add("bulletin", "写出一个月的通报（docx），并提示还没有了结的事")
    bulletin.add_argument("out", type=read_path, metavar="OUT.docx", help="文件名，以 .docx 结尾")
    dated(bulletin)
    bulletin.add_argument("--issue", action="store_true", help="登记印发：封存当时的数据和写出的文件")
    reminder = add("reminder", "给逾期未报的单位各写一份催报通知，附电话单；来了扫描件、还没有录入的只提示")
    reminder.add_argument("out", type=read_path, metavar="DIR", help="写到哪个文件夹")
    dated(reminder)
    unit_option(reminder)
    reminder.add_argument("--early", action="store_true", help="改写提醒：给还没到截止日、尚未报送的单位")


def _add_archive(add: Any) -> None:
    """Kept files: attach, attachments, archive."""
    attach = add("attach", "给一条措施添加佐证材料，文件原样存进台账")
    attach.add_argument("no", type=measure_or_whole, metavar="NO|whole", help="措施序号；属于单位整份来表的写 whole")
    attach.add_argument("files", nargs="+", type=read_path, metavar="FILE", help="文件，每份不超过 50 MB")
    attach.add_argument("--unit", required=True, metavar="NAME", help="责任单位")
    period_option(attach, True)
    attachments = add("attachments", "列出佐证材料")
    attachments.add_argument("no", nargs="?", type=int, metavar="NO", help="措施序号，不写就是全部")
    period_option(attachments, True)
    attachments.add_argument("--unit", metavar="NAME", help="责任单位，不写就是全部")
    archive = add("archive", "把一个月的来表原件和佐证材料按单位、措施导出到文件夹，附清单")
    archive.add_argument("out", type=read_path, metavar="OUT", help="写到哪个文件夹")
    period_option(archive, True)
    archive.add_argument("--unit", metavar="NAME", help="责任单位，不写就是全部")


def _add_looking(add: Any) -> None:
    """Reading only: status, stats, show, history."""
    status = add("status", "各单位的下发、回收、逾期和待处理情况")
    period_option(status, True)
    status.add_argument("--on", type=read_day, metavar="2021-07-28", help="按哪一天看，不写就是今天")
    _add_stats(add)
    show = add("show", "看一条措施；不写报告期就看最近有内容的月份")
    show.add_argument("no", type=int, metavar="NO", help="措施序号")
    period_option(show, False)
    history = add("history", "一条措施的全部改动")
    history.add_argument("no", type=int, metavar="NO", help="措施序号")


def _add_search(add: Any) -> None:
    from qcapp.services.search_found import PLACES

    search = add("search", "检索清单、各月填报内容、文件名和认定原因，按措施归在一起", dashes=True)
    search.add_argument(
        "text", metavar="TEXT",
        help="要找的词，至少一个（没有写词的退出码是 2），空格隔开表示都要有；"
        "可以用拼音首字母、“整句”、-不要的词、单位: 月份: 栏目: 任务:",
    )
    period_option(search, False)
    search.add_argument("--unit", metavar="NAME", help="责任单位，不写就是全部")
    places = "、".join(f"{words[0].replace('、', '或')}（{key}）" for key, words in PLACES.items())
    search.add_argument(
        "--field", type=read_place, choices=tuple(PLACES), metavar="FIELD",
        help=f"在哪里找，写中文名称或英文名称都行：{places}；不写就是全部",
    )


def _add_operations(add: Any) -> None:
    """``--who`` is here the person looked for; before the command it signs, as everywhere."""
    from qcapp.domain.operations import OperationKind

    operations = add("operations", "列出操作，最近的在前；可按单位、经手人、栏目、措施、类型、日期和词筛选，导出每处改动")
    operations.add_argument("--unit", default="", metavar="NAME", help="只列改动了、下发给、收到、认定了这家单位的")
    operations.add_argument("--who", default="", metavar="NAME", help="只列这个经手人的")
    operations.add_argument(
        "--field", type=read_field, default="", metavar="FIELD", help="只列改动了这个栏目的，例如 进展情况；栏目名称同 set"
    )
    operations.add_argument("--no", type=int, metavar="NO", help="只列与这条措施有关的")
    operations.add_argument(
        "--kind", action="append", type=read_kind, default=[], metavar="KIND",
        help=f"只列这类操作，写中文或英文，可写多次：{'、'.join(f'{kind.label}（{kind.value}）' for kind in OperationKind)}",
    )
    operations.add_argument("--since", type=read_day, metavar="2021-07-01", help="从这一天起")
    operations.add_argument("--until", type=read_day, metavar="2021-07-31", help="到这一天为止，含当天")
    operations.add_argument("--text", default="", metavar="TEXT", help="摘要、编号、写过的内容里有这些词，空格隔开表示都要有")
    operations.add_argument("--limit", type=int, metavar="N", help="最多列几条")
    operations.add_argument(
        "--out", type=read_path, metavar="FILE.xlsx", help="把列出的操作、每处改动的前后内容和来源写成文件，也可以是 docx、pdf"
    )


def _add_past(add: Any) -> None:
    """Looking back: compare, changes."""
    compare = add("compare", "两个月逐栏对照：新增、修改、照抄、未填")
    period_option(compare, True)
    compare.add_argument("--with", type=Period.parse, required=True, dest="other", metavar="2021-06", help="和哪个月对照")
    unit_option(compare)
    compare.add_argument("--no", type=int, metavar="NO", help="只看这一条措施")
    compare.add_argument("--all", action="store_true", help="没有变化的也列出来")
    compare.add_argument("--out", type=read_path, metavar="FILE", help="写成文件，以 .xlsx、.docx 或 .pdf 结尾")
    changes = add("changes", "通报印发以来改了什么、收到什么、认定了什么")
    changes.add_argument("--since-bulletin", action="store_true", required=True, help="从最近一次印发的通报算起")
    changes.add_argument("--period", type=Period.parse, metavar="2021-07", help="从这个月的通报算起，不写就是最近一次印发的")
    changes.add_argument("--out", type=read_path, metavar="FILE", help="写成文件，以 .xlsx、.docx 或 .pdf 结尾")


def _add_plan(add: Any) -> None:
    """The list itself: plan with its words."""
    from qcapp.cli.plan_parser import add_plan

    plan = add("plan", "责任清单：查看、变更（从某月起，写明理由）、导入下一年的清单、写出")
    words = plan.add_subparsers(dest="plan", metavar="WHAT", title="清单", required=True, parser_class=Parser)
    add_plan(words, lambda made: with_globals(made, argparse.SUPPRESS), read_path, read_year)


def _add_decisions(add: Any) -> None:
    """ruling, rulings, settings."""
    from qcapp.cli.ruling_parser import add_rulings

    add_rulings(add)


def _add_stats(add: Any) -> None:
    stats = add("stats", "数据总量、覆盖率、及时率、合格率、得分和位次，按单位、任务和全区")
    when = stats.add_mutually_exclusive_group(required=True)
    when.add_argument("--period", type=Period.parse, metavar="2021-07", help="报告期")
    when.add_argument("--year", type=read_year, metavar="2021", help="全年，只算有内容的月份")
    stats.add_argument("--to", type=Period.parse, metavar="2021-12", help="从 --period 统计到这个月，只算有内容的月份")
    stats.add_argument("--on", type=read_day, metavar="2021-07-28", help="按哪一天的台账统计，不写就是今天")
    stats.add_argument("--by", choices=("unit", "task"), default="unit", metavar="unit|task", help="列出单位还是任务，默认单位")
    stats.add_argument("--out", type=read_path, metavar="FILE.xlsx", help="写成带公式的统计表")
    stats.add_argument("--assessment", type=read_path, metavar="FILE.xlsx", help="写成绩效考核表，各月得分和总得分")
    stats.add_argument("--rows", action="store_true", help="再列出每一条的收到日期、截止日期、是否合格和原因")


def _add_upkeep(add: Any) -> None:
    """backup, backups, share, restore, check, password, handover, takeover."""
    from qcapp.cli.upkeep_parser import add_upkeep

    add_upkeep(add)


_GROUPS: Mapping[str, Callable[[Any], None]] = {
    command: group for group, commands in (
        (_add_month, "init dispatch merge correct check-form fill set undo"),
        (_add_publishing, "export print"), (_add_papers, "bulletin reminder"), (_add_archive, "attach attachments archive"),
        (_add_looking, "status stats show history"), (_add_search, "search"), (_add_operations, "operations"),
        (_add_past, "compare changes"), (_add_decisions, "ruling rulings settings"), (_add_plan, "plan"),
        (_add_upkeep, "backup backups share restore check password handover takeover"),
    ) for command in commands.split()
}
"""Command → what adds it, with others of its kind."""
_WITH_VALUE = ("--ledger", "--who", "--password-file")
_WITHOUT = ("--json", "--quiet")


def command_in(argv: Sequence[str]) -> str | None:
    """The command among the words, where it can be told without the grammar: what stands after nothing but global options."""
    left = iter(argv)
    for word in left:
        if word in _WITH_VALUE:
            if next(left, "-").startswith("-"):
                return None
        elif word not in _WITHOUT and word.partition("=")[0] not in _WITH_VALUE:
            return word if word in _GROUPS else None
    return None


def words(argv: Sequence[str]) -> argparse.Namespace | int:
    """The parsed words (``command`` None: the window), or the exit status when there is nothing more to do.

    Words that are off are said on standard error.
    """
    try:
        return build_parser(command_in(argv)).parse_args(list(argv))
    except UsageError as error:
        complain(error)
        return WORDS_OFF
    except SystemExit as left:  # argparse leaves after --help
        return int(left.code or 0)
