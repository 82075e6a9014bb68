"""Small made-up values that many tests share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from qcapp.domain.plan import Assignment, Measure, Plan, Section, Task, Unit


@dataclass
class FixedClock:
    """A clock that stands still until it is told."""

    time: datetime = datetime(2021, 7, 22, 9, 30)

    def now(self) -> datetime:
        return self.time

    def today(self) -> date:
        return self.time.date()


def small_plan(year: int = 2021) -> Plan:
    """Two tasks, four measures, three units; measure 3 belongs to two units, so there are five assignments."""
    return Plan(
        year=year,
        title=f"某某区{year}年责任清单细化表",
        tasks=(Task(1, "一.优化政务服务"), Task(2, "二、纳税服务：")),
        measures=(
            Measure(1, 1, "推行一件事一次办。\n公布事项目录。", section="（一）1"),
            Measure(2, 1, "压减办理时间。", contacts=("责任人", "联系人", "联系人")),
            Measure(3, 2, "推广电子发票。", section="（二）"),
            Measure(4, 2, "开展纳税辅导。", printed_unit="区税务局（办税厅）"),
        ),
        units=(
            Unit("区政数局", ("区政务服务数据管理局", "政数局")),
            Unit("区税务局"),
            Unit("高新区税务局", ("高新税务局",)),
        ),
        assignments=(
            Assignment(1, "区政数局"),
            Assignment(2, "区政数局"),
            Assignment(3, "区税务局"),
            Assignment(3, "高新区税务局"),
            Assignment(4, "区税务局", inferred="按第（二）条的责任单位推定"),
        ),
        district="某某区",
        office="区营商办",
        due_day=25,
        source="某某区实施方案",
        sections=(
            Section("（一）1", "优化政务服务", "推行一件事一次办。", "区政数局"),
            Section("（二）", "纳税服务", "推广电子发票。"),
        ),
    )
