"""What every command's words are made of: a parser that speaks Chinese, readers of values, options that many commands share."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from qcapp import __version__
from qcapp.cli.answer import FAILED
from qcapp.cli.console import LOST, complain, tell
from qcapp.cli.help_lines import HelpFormatter, in_chinese
from qcapp.domain.errors import UsageError
from qcapp.domain.fields import field_named
from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period, within_years
from qcapp.domain.server_address import SCHEME, ServerAddress, is_server_address, server_address
from qcapp.windows_paths import refused_in, whole_path

if TYPE_CHECKING:
    from qcapp.domain.operations import OperationKind

# What argparse complains of, in words. The first group, if any, is what it names.
_COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", "缺少 {}"),
    (r"one of the arguments (\S+) (\S+) is required", "缺少 {} 或 {}"),
    (r"argument (.+?): not allowed with argument (.+)", "{} 不能和 {} 一起写"),
    (r"unrecognized arguments: (.+)", "不认识 {}"),
    (r"argument 命令: invalid choice: '(.+?)'", "没有“{}”这个命令"),
    (r"argument (.+?): invalid choice: '(.+?)' \(choose from (.+)\)", "{} 不能是“{}”，只能是 {}"),
    (r"argument (--set): expected 3 arguments", "{} 后面要跟措施序号、栏目和内容这三个值"),
    (r"argument (.+?): expected 3 arguments", "{} 后面要跟日期、完成比例和要完成什么这三个值"),
    (r"argument (.+?): expected .*argument", "{} 后面要跟一个值"),
    (r"argument (.+?): invalid .*value: '(.+?)'", "{} 不能是“{}”"),
    (r"ambiguous option: (\S+)", "选项 {} 不完整"),
)

_NAMED = re.compile(r"^(?:argument .+?:|the following arguments are required: .+)")
"""Where argparse names what is to be said; the rest are words that were said."""

# What is meant by those on Windows, whose command lines give them to the program as they are.
_IN_PATHS = {"*": "要读一批文件，请写它们所在的文件夹", '"': "请去掉引号前面的“\\”"}


class Parser(argparse.ArgumentParser):
    """An argparse parser that speaks Chinese and raises UsageError instead of leaving.

    ``dashes``: what is said here may begin with a dash, as -5% does, and is no option unless it is one or looks like --one.
    """

    def __init__(self, *, dashes: bool = False, **kwargs: Any) -> None:
        self._dashes = dashes
        kwargs.setdefault("formatter_class", HelpFormatter)
        # A command with a password file of its own (an encrypted one's) says so before the command for the ledger's.
        super().__init__(add_help=False, allow_abbrev=False, conflict_handler="resolve", **kwargs)
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
        self.say(self.format_help())

    def say(self, text: str) -> None:
        """On standard output; what can't be written there is said, and fails."""
        if not tell(text, sys.stdout):
            complain(LOST)
            self.exit(FAILED)

    def error(self, message: str) -> NoReturn:
        message = _NAMED.sub(lambda found: in_chinese(found.group()), message)
        for pattern, sentence in _COMPLAINTS:
            if found := re.search(pattern, message):
                named = sentence.format(*found.groups()[:2], *map(_choices, found.groups()[2:]))
                raise UsageError(f"命令写法不对：{named}，请用 {self.prog} --help 查看写法。")
        raise UsageError(f"命令写法不对，请用 {self.prog} --help 查看写法。")


def _choices(listed: str) -> str:
    """As argparse lists them, quoted or not, in Chinese."""
    return "、".join(each.strip("'") for each in listed.split(", "))


class TellVersion(argparse.Action):
    """--version: name and version of the program in one line, and nothing else is done."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        assert isinstance(parser, Parser)
        parser.say(f"营商台账 {__version__}\n")
        parser.exit()


def read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"日期“{text}”看不懂，请写成 2021-07-24 这样的年月日。") from None
    within_years(day.year, f"日期“{text}”")
    return day


def read_year(text: str) -> int:
    """Four digits, with 年 behind or without."""
    plain = text.strip().removesuffix("年")
    if not re.fullmatch("(?:19|[2-9][0-9])[0-9]{2}", plain):
        raise UsageError(f"年份“{text}”看不懂，请写成 2021 这样的四位数字。")
    return within_years(int(plain), f"年份“{text}”")


def read_path(text: str) -> Path:
    """Every path that is said passes here: to pathlib nothing is the current folder, which nobody meant."""
    if not text.strip():
        raise UsageError("路径是空的，请写明文件或文件夹，名字里有空格的要加引号。")
    path = whole_path(text)
    if character := refused_in(path):
        more = _IN_PATHS.get(character, "请换一个名字")
        raise UsageError(f"路径“{text}”里有“{character}”，Windows 的文件和文件夹名不能有它，{more}。")
    return path


def read_ledger(text: str) -> Path | ServerAddress:
    """A file, or a shared one by its URL."""
    return server_address(text) if is_server_address(text) else read_path(text)


def read_field(text: str) -> str:
    """The key of the field of that key or name; "" for any."""
    return field_named(text).key if text else ""


def read_kind(text: str) -> OperationKind:
    """For its label on the screen, or the stable name in JSON."""
    from qcapp.domain.operations import OperationKind

    for kind in OperationKind:
        if text.casefold() == kind.value or text == kind.label:
            return kind
    raise UsageError(f"没有“{text}”这类操作，请写{'、'.join(kind.label for kind in OperationKind)}其中之一。")


def read_place(text: str) -> str:
    """The key of where may be searched, for its key or one of its names."""
    from qcapp.services.search_found import PLACES

    return next((key for key, names in PLACES.items() if text in names), text)


def measure_or_whole(text: str) -> int | None:
    return None if text == "whole" else int(text)


def measure_or_all(text: str) -> int | None:
    return None if text == "all" else int(text)


def read_lamp(text: str) -> Lamp:
    for lamp in (Lamp.GREEN, Lamp.YELLOW, Lamp.RED):
        if text.casefold() in (lamp.name.lower(), lamp.value, lamp.word):
            return lamp
    raise UsageError(f"没有“{text}”这种灯，请写 green、yellow、red 其中之一。")


def with_globals(parser: Parser, default: Any, *, signed: bool = True) -> None:
    """``signed`` False for a command whose own ``--who`` is something else."""
    parser.add_argument(
        "--ledger", type=read_ledger, metavar="PATH", default=default,
        help=f"台账文件，或共享台账的地址 {SCHEME}://用户@主机/库名；不写就用默认位置的台账",
    )
    parser.add_argument("--json", action="store_true", default=default or False, help="输出一份 JSON，给别的程序读")
    parser.add_argument("--quiet", action="store_true", default=default or False, help="只在出错时说话")
    if signed:
        parser.add_argument(
            "--who", dest="clerk", metavar="NAME", default=default,
            help="经手人，记在这次操作里；不写就用电脑的用户名，查不到用户名的记为“经办人”",
        )
    parser.add_argument(
        "--password-file", dest="opening_password_file", type=read_path, metavar="FILE", default=default,
        help="台账设了打开密码的：打开密码写在这个文本文件的第一行，也可以放在环境变量 YSTZ_PASSWORD 里，都没有就在终端里问；"
        "忘了密码的，写恢复码",
    )


def period_option(parser: Parser, required: bool) -> None:
    parser.add_argument("--period", type=Period.parse, required=required, metavar="2021-07", help="报告期")


def unit_option(parser: Parser) -> None:
    parser.add_argument("--unit", action="append", default=[], metavar="NAME", help="责任单位，可写多次；不写就是全部")


def dated(parser: Parser) -> None:
    period_option(parser, True)
    parser.add_argument("--on", type=read_day, metavar="2021-07-28", help="按哪一天统计，不写就是今天")
    parser.add_argument("--date", type=read_day, metavar="2021-07-28", help="成文日期，不写就是今天")
