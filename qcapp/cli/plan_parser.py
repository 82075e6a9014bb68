"""The words of the command ``plan``: looking at a list, changing it from a month on, another year's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qcapp.domain.period import Period

# As qcapp.services.plan_preview has it, which would be imported with every command.
_CARRIED = "contacts 责任人和联系人、deadline 完成时限"


def add_plan(
    words: Any, with_globals: Callable[[Any], None], path: Callable[[str], Path], year: Callable[[str], int]
) -> None:
    """``words``: the subcommands of ``plan``; ``path`` and ``year`` read what is said."""

    def add(name: str, text: str) -> Any:
        made = words.add_parser(name, help=text, description=text, dashes=True)
        with_globals(made)
        return made

    def change(name: str, text: str, carry: bool = False) -> Any:
        made = add(name, text)
        made.add_argument("--since", type=Period.parse, required=True, metavar="2021-08", help="从哪个月起，以前各月不变")
        made.add_argument("--reason", required=True, metavar="TEXT", help="理由，如文号或会议")
        made.add_argument("--dry-run", action="store_true", help="只看会怎样，不改台账")
        if carry:
            _carry(made)
        return made

    show = add("show", "看一个月的清单：任务、措施、责任单位；不写报告期就看最近有内容的月份")
    show.add_argument("--period", type=Period.parse, metavar="2021-08", help="报告期")
    changes = add("changes", "列出一年清单的全部变更，改前改后对照")
    changes.add_argument("--year", type=year, metavar="2021", help="哪一年的清单，不写就是最新的")
    _add_tasks(change)
    _add_measures(change)
    _add_units(change)
    _add_lists(add, path, year)


def _carry(parser: Any) -> None:
    parser.add_argument(
        "--carry", action="append", default=[], metavar="WHAT", help=f"从原来的带过来什么，可写多次：{_CARRIED}；不写就不带"
    )


def _add_tasks(change: Callable[..., Any]) -> None:
    task = change("add-task", "新增重点任务")
    task.add_argument("heading", metavar="HEADING", help="任务名称，如 二十.优化融资服务")
    task.add_argument("--after", type=int, metavar="N", help="排在第几项任务之后，不写就排在最后")
    task = change("rename-task", "修改重点任务的名称")
    task.add_argument("order", type=int, metavar="N", help="第几项任务")
    task.add_argument("heading", metavar="HEADING", help="新名称")
    change("retire-task", "停用重点任务，下面不能还有措施").add_argument("order", type=int, metavar="N", help="第几项任务")


def _add_measures(change: Callable[..., Any]) -> None:
    new = change("add-measure", "新增措施")
    new.add_argument("text", metavar="TEXT", help="措施文字，不带序号")
    new.add_argument("--task", type=int, required=True, metavar="N", help="属于第几项重点任务")
    new.add_argument("--unit", action="append", required=True, metavar="NAME", help="责任单位，可写多次")
    new.add_argument("--no", type=int, default=0, metavar="NO", help="序号，不写就接着编；用过的序号不再使用")
    new.add_argument("--after", type=int, metavar="NO", help="排在同一任务的哪一条之后，不写就排在最后")
    _details(new, "")
    amend = change("amend-measure", "修改措施的文字、任务、责任单位栏、联系人栏、方案原文")
    amend.add_argument("no", type=int, metavar="NO", help="措施序号")
    amend.add_argument("--text", metavar="TEXT", help="新的措施文字")
    amend.add_argument("--task", type=int, metavar="N", help="改属第几项重点任务")
    _details(amend, None)
    split = change("split-measure", "把一条措施拆分成几条：原来的停用，新的注明由它拆分", carry=True)
    split.add_argument("no", type=int, metavar="NO", help="措施序号")
    split.add_argument(
        "--part", nargs="+", action="append", required=True, metavar="TEXT",
        help="一条新措施：措施文字，后面可跟责任单位（不写就和原来相同）；至少写两个 --part",
    )
    change("retire-measure", "停用措施").add_argument("no", type=int, metavar="NO", help="措施序号")


def _details(parser: Any, unsaid: str | None) -> None:
    parser.add_argument("--printed-unit", default=unsaid, metavar="TEXT", help='责任单位栏印成什么；空的引号 "" 就印单位名称')
    parser.add_argument("--contact", action="append", default=None, metavar="责任人|联系人", help="联系人栏的一行，按顺序写多次")
    parser.add_argument("--section", default=unsaid, metavar="SECTION", help="出自方案原文哪一节")


def _add_units(change: Callable[..., Any]) -> None:
    new = change("add-unit", "新增责任单位")
    new.add_argument("name", metavar="NAME", help="单位名称")
    new.add_argument("--alias", action="append", default=[], metavar="NAME", help="别名，可写多次")
    rename = change("rename-unit", "单位更名：从这个月起用新名称，旧名称作别名；以前各月不变")
    rename.add_argument("name", metavar="NAME", help="现在的名称")
    rename.add_argument("new", metavar="NEW", help="新名称")
    merge = change("merge-unit", "单位并入另一家：措施和名称都归那一家", carry=True)
    merge.add_argument("name", metavar="NAME", help="被并入的单位")
    merge.add_argument("--into", required=True, metavar="NAME", help="并入哪一家")
    change("retire-unit", "停用单位，它不能还有措施").add_argument("name", metavar="NAME", help="单位名称")
    alias = change("alias", "增加或停用单位的别名")
    alias.add_argument("name", metavar="NAME", help="单位名称")
    alias.add_argument("alias", metavar="ALIAS", help="别名")
    alias.add_argument("--until", type=Period.parse, metavar="2021-12", help="用到哪个月，不写就一直用")
    alias.add_argument("--end", action="store_true", help="从这个月起不再用这个别名")
    assign = change("assign", "增加或改由一家单位负责一条措施", carry=True)
    assign.add_argument("no", type=int, metavar="NO", help="措施序号")
    assign.add_argument("--unit", required=True, metavar="NAME", help="由哪家单位负责")
    assign.add_argument("--instead-of", metavar="NAME", help="代替哪家单位，不写就是增加一家")
    assign.add_argument("--printed-unit", default="", metavar="TEXT", help="责任单位栏印成什么，不写就印单位名称")
    unassign = change("unassign", "一条措施不再由一家单位负责")
    unassign.add_argument("no", type=int, metavar="NO", help="措施序号")
    unassign.add_argument("--unit", required=True, metavar="NAME", help="哪家单位")
    unassign.add_argument("--printed-unit", default="", metavar="TEXT", help="责任单位栏印成什么，不写就印单位名称")


def _map_unit(parser: Any) -> None:
    parser.add_argument(
        "--map-unit", action="append", default=[], metavar="OLD=NEW", help="指定单位的对应关系，可写多次：区A局=区B局"
    )


def _add_lists(add: Callable[..., Any], path: Callable[[str], Path], year: Callable[[str], int]) -> None:
    take = add("import", "从细化表导入下一年的清单，列出与上年的对应关系；两年的清单都保留")
    take.add_argument("file", type=path, metavar="FILE", help="细化表（xlsx、docx），或 plan export 写出的 json")
    take.add_argument("--year", type=year, required=True, metavar="2022", help="哪一年的清单")
    take.add_argument("--since", type=Period.parse, metavar="2022-03", help="从哪个月起用，不写就从 1 月")
    take.add_argument(
        "--map", action="append", default=[], metavar="OLD=NEW",
        help="指定对应关系，可写多次：11=12 上年第 11 条是新的第 12 条，11=12+13 拆分，11+12=13 合并，=5 第 5 条是新增",
    )
    _map_unit(take)
    take.add_argument("--dry-run", action="store_true", help="只看对应关系，不改台账")
    _carry(take)
    mapping = add("map", "看一年清单与上年的对应关系；写了 --map 就修改")
    mapping.add_argument("--year", type=year, metavar="2022", help="哪一年的清单，不写就是最新的")
    mapping.add_argument("--map", action="append", default=[], metavar="OLD=NEW", help="指定对应关系，写法和 import 的相同")
    _map_unit(mapping)
    export = add("export", "写出一个月的清单：空白的细化表（xlsx、docx、pdf），或可再导入的 json")
    export.add_argument("out", type=path, metavar="OUT", help="文件名，以 .xlsx、.docx、.pdf 或 .json 结尾")
    export.add_argument("--period", type=Period.parse, metavar="2021-08", help="哪个月的清单，不写就是最近有内容的月份")
