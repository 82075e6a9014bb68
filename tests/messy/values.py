"""What a unit writes in a month: made-up words that look like the real ones, persons plainly placeholders."""

from __future__ import annotations

from random import Random

PROGRESS = (
    "已制定工作方案并印发，累计办理 {a} 件，按计划推进。",
    "已完成系统对接，本月受理 {a} 户，平均用时压缩至 0.5 个工作日，办结率 {b}%。",
    "组织专题培训 {a} 场次，覆盖相关科室和服务窗口。\n下一步开展效果评估。",
    "一、印发实施方案；\n二、召开推进会 {a} 次；\n三、完成率 {b}%。",
    "=完成 {a} 项，总体进度 {b}%",
    "本月无新进展，正在等待上级配套文件（第 {a} 号）。",
    "完成“一窗受理”改造，{a} 个窗口上线；群众满意度 {b}％",
    "+{a} 家企业入驻，累计 {b} 家。",
)
PROBLEMS = ("无", "系统接口尚未开放，需市级部门协调（{a}）。", "专业人员不足。", "资金缺口约 {a} 万元。", "暂无")
DEADLINES = (
    "2021-12-31", "2021年12月底", "长期坚持", "2021年第四季度", "12月31日前", "持续推进", "2022年6月底前", "2021年{m}月",
    "2021.{m}.20", "2021/{m}/5", "第三季度", "年底前", "2021年下半年", "9月中旬", "每年 12 月", "2021年{m}月15日前完成",
)
SURNAMES, GIVEN = "赵钱孙李周吴郑王", ("某甲", "某乙", "某丙", "某丁")


def progress(rng: Random) -> str:
    return rng.choice(PROGRESS).format(a=rng.randint(3, 99), b=rng.randint(20, 99))


def problem(rng: Random) -> str:
    return rng.choice(PROBLEMS).format(a=rng.randint(3, 99))


def deadline(rng: Random) -> str:
    return rng.choice(DEADLINES).format(m=rng.randint(8, 12))


def person(rng: Random) -> str:
    return rng.choice(GIVEN)


def mobile(rng: Random) -> str:
    return f"138{rng.randint(0, 99999999):08d}"


def landline(rng: Random) -> str:
    return f"0763-{rng.randint(3300000, 3399999)}"


def phone(rng: Random) -> str:
    return rng.choice((mobile, landline))(rng)


def of_field(field_key: str, rng: Random) -> str:
    if field_key.endswith(".name"):
        return person(rng)
    if field_key.endswith(".phone"):
        return phone(rng)
    return {"progress": progress, "problems": problem, "deadline": deadline}[field_key](rng)
