"""A whole month on the built-in list, and the three before it in short, without a display: ledger, forms, made-up returns,
merge, table, figures, papers, pictures.

Everything goes through the command line that a clerk has, and lands in out/demo, which is made afresh.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from main import main  # noqa: E402  the program stands one folder up
from qcapp.domain.period import Period  # noqa: E402
from qcapp.domain.plan import Plan  # noqa: E402
from tools.made_up_returns import Answers, fill_docx, fill_xlsx, made_up_answers  # noqa: E402

OUT = ROOT / "out" / "demo"
LEDGER = OUT / "台账.sqlite3"
PICTURES = OUT / "画面"
SILENT_UNITS = 3
"""How many units of the list send nothing, so that there is someone to chase."""


def run(*words: str, expect: int = 0) -> None:
    """One command, echoed."""
    print(f"\n$ main.py {' '.join(words)}")
    status = main(["--ledger", str(LEDGER), *words])
    if status != expect:
        raise SystemExit(f"演示在这一步停下了（退出码 {status}）：{' '.join(words)}")


def unit_answers(numbers: tuple[int, ...], place: int, period: Period) -> Answers:
    """What a unit writes that month: some point elsewhere instead of reporting, some leave out a phone."""
    answers = made_up_answers(numbers, period.year, period.month)
    first = answers[numbers[0]]
    if (place + period.month) % 6 == 0:
        first["progress"] = "详见附件"
    if (place + period.month) % 7 == 3:
        first["responsible.phone"] = "138"
    return answers


def an_earlier_month(period: Period, plan: Plan) -> None:
    """Most units return in time, a few late, one not at all."""
    sent, back = OUT / f"下发{period.month}月", OUT / f"回收{period.month}月"
    run("dispatch", "--period", str(period), "--out", str(sent), "--format", "xlsx", "--quiet")
    for place, unit in enumerate(plan.units):
        if place != period.month * 3 % len(plan.units):
            late = "迟报" if (place + period.month) % 5 == 4 else "按时"
            answers = unit_answers(plan.measures_of[unit.name], place, period)
            fill_xlsx(sent / f"{unit.name}_{period.label}下发表.xlsx", back / late / f"{unit.name}.xlsx", answers)
    run("merge", str(back / "按时"), "--received", period.due(23).isoformat(), "--quiet")
    run("merge", str(back / "迟报"), "--received", period.due(27).isoformat(), "--quiet")


def make_returns(period: Period) -> Path:
    """Fill in most units' forms, every third as docx, under names that say nothing; one file is no form at all."""
    from db.opening import open_ledger
    from qcapp.places import SystemClock

    store = open_ledger(LEDGER, SystemClock())
    plan = store.plan_for(period)
    store.close()
    sent, back = OUT / "下发", OUT / "回收"
    for place, unit in enumerate(plan.units[:-SILENT_UNITS]):
        answers = unit_answers(plan.measures_of[unit.name], place, period)
        stem = f"{unit.name}_{period.label}下发表"
        if place % 3 == 2:
            fill_docx(sent / f"{stem}.docx", back / f"营商台账({place}).docx", answers)
        else:
            fill_xlsx(sent / f"{stem}.xlsx", back / f"新建 XLSX 工作表({place}).xlsx", answers)
    (back / "扫描件.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return back


def a_conflict(period: Period) -> None:
    """The clerk has noted something by hand that the unit's return will contradict."""
    from db.opening import open_ledger
    from qcapp.places import SystemClock

    store = open_ledger(LEDGER, SystemClock())
    plan = store.plan_for(period)
    store.close()
    unit = plan.units[1].name
    no, words = str(plan.measures_of[unit][0]), "电话报来：方案已上会，待印发。"
    run("set", no, "progress", words, "--unit", unit, "--period", str(period))


def take_pictures(month: str, back: Path, *pages: str) -> None:
    """Pages of the real window. In a process of its own: one that has drawn a PDF without a window can't open one."""
    words = [sys.executable, "-m", "tools.screenshots", str(LEDGER), month, str(PICTURES), str(back), *pages]
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    subprocess.run(words, check=True, cwd=ROOT, env=environment)


def demo() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    run("init")
    from qcapp.services.setup import built_in_plan

    plan = built_in_plan(ROOT / "resources")
    period = Period(plan.year, 7)
    month = str(period)
    for before in (3, 2, 1):
        an_earlier_month(period.shifted(-before), plan)
    run("dispatch", "--period", month, "--out", str(OUT / "下发"))
    a_conflict(period)
    back = make_returns(period)
    take_pictures(month, back, "collect")
    received = period.due(22).isoformat()
    run("merge", str(back), "--period", month, "--received", received, expect=1)
    run("status", "--period", month, "--on", received)
    for suffix in ("xlsx", "docx", "pdf"):
        run("export", str(OUT / f"责任清单细化表（{period.label}）.{suffix}"), "--period", month)
    run("stats", "--period", month)
    run("bulletin", str(OUT / f"通报（{period.label}）.docx"), "--period", month)
    run("reminder", str(OUT / "催报"), "--period", month)
    run("operations")
    run("check")
    take_pictures(month, back, "overview", "ledger", "dispatch", "bulletin", "past", "search", "plan", "history", "backups")
    print("\n演示完成，生成的文件：")
    for path in sorted(path for path in OUT.iterdir() if path.is_file()):
        print(f"  {path}")
    print(f"  {OUT / '下发'}（各单位下发表）\n  {back}（编造的回收表）")
    for path in sorted(PICTURES.iterdir()):
        print(f"  {path}")
    print("有显示器时，再运行一次同样的命令会打开窗口。")


if __name__ == "__main__":
    demo()
