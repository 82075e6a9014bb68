"""The words of what the clerk decides: ``ruling`` with its kinds, ``rulings``, ``settings``."""

from __future__ import annotations

import argparse
from typing import Any

from qcapp.cli.parsing import Parser, measure_or_all, period_option, read_day, read_lamp, with_globals
from qcapp.domain.period import Period
from qcapp.domain.rulings import RulingKind


def add_rulings(add: Any) -> None:
    """What the clerk decides: ruling with its words, rulings, settings."""
    ruling = add("ruling", "免报、准予延期、人工定灯、时序进度，或取消其中一项")
    words = ruling.add_subparsers(dest="ruling", metavar="WHAT", title="认定", required=True, parser_class=Parser)

    def add_word(name: str, text: str, *, unit_wide: bool, reason: bool | None = True) -> Parser:
        made: Parser = words.add_parser(name, help=text, description=text, dashes=True)
        with_globals(made, argparse.SUPPRESS)
        if name == "lift":
            kinds = [kind.value for kind in RulingKind]
            told = "、".join(f"{kind.value} {kind.label}" for kind in RulingKind)
            made.add_argument("kind", choices=kinds, metavar="|".join(kinds), help=f"取消哪一种认定：{told}")
        if unit_wide:
            made.add_argument("no", type=measure_or_all, metavar="NO|all", help="措施序号；单位的全部措施写 all")
        else:
            made.add_argument("no", type=int, metavar="NO", help="措施序号")
        made.add_argument("--unit", required=True, metavar="NAME", help="责任单位")
        period_option(made, True)
        if reason is not None:
            made.add_argument("--reason", required=reason, default="", metavar="TEXT", help="理由")
        return made

    exempt = add_word("exempt", "免报：这个月不用报，覆盖率不计", unit_wide=True)
    exempt.add_argument(
        "--until-period", type=Period.parse, metavar="2021-09", help="一直免报到这个月（同一年），一次办完；不写就只这一个月"
    )
    extend = add_word("extend", "准予延期：另定截止日", unit_wide=True)
    extend.add_argument("--until", type=read_day, required=True, metavar="2021-07-28", help="延期到哪一天（当天 24 时止）")
    lamp = add_word("lamp", "人工定灯：这个月不按规则亮灯", unit_wide=False)
    lamp.add_argument("--lamp", type=read_lamp, required=True, metavar="green|yellow|red", help="绿灯、黄灯或红灯")
    schedule = add_word("schedule", "时序进度：报告期所在年度的节点，原有的节点由这次写的代替", unit_wide=False, reason=None)
    schedule.add_argument(
        "--milestone", nargs=3, action="append", required=True, metavar=("DATE", "PERCENT", "WHAT"),
        help="一个节点：到哪一天、完成百分之几、完成什么，可写多次",
    )
    reach = add_word("reach", "记下时序进度的一个节点已经完成", unit_wide=False, reason=None)
    reach.add_argument("--milestone", type=read_day, required=True, metavar="2021-07-28", help="节点原定的日期")
    reach.add_argument("--done", type=read_day, metavar="2021-07-28", help="实际完成的日期，不写就是今天")
    reach.add_argument("--undone", action="store_true", help="改为没有完成")
    lift = add_word("lift", "取消一项认定", unit_wide=True, reason=False)
    lift.add_argument("--following", action="store_true", help="连同以后各月接着的、理由相同的一起取消")
    rulings = add("rulings", "列出一个月的免报、延期、人工定灯和时序进度")
    period_option(rulings, True)
    rulings.add_argument("--unit", metavar="NAME", help="责任单位，不写就是全部")
    settings = add("settings", "列出、查看或修改设置", dashes=True)
    settings.add_argument(
        "key", nargs="?", metavar="KEY", help="哪一项设置，英文或中文名称，例如 backup.second 或 备份的第二处；不写就列出全部"
    )
    settings.add_argument("value", nargs="?", metavar="VALUE", help='改成什么，空的引号 "" 恢复默认；不写就只看')
