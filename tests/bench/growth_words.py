"""What the grown ledger says: districts of 广东, and made-up reports that are plainly nobody's."""

from __future__ import annotations

from random import Random
from typing import Final

_DISTRICTS: Final = """
清城区 清新区 佛冈县 阳山县 连山县 连南县 英德市 连州市
荔湾区 越秀区 海珠区 天河区 白云区 黄埔区 番禺区 花都区 南沙区 从化区 增城区
罗湖区 福田区 南山区 宝安区 龙岗区 盐田区 龙华区 坪山区 光明区
香洲区 斗门区 金湾区 龙湖区 金平区 濠江区 潮阳区 潮南区 澄海区 南澳县
禅城区 南海区 顺德区 三水区 高明区
武江区 浈江区 曲江区 始兴县 仁化县 翁源县 乳源县 新丰县 乐昌市 南雄市
赤坎区 霞山区 坡头区 麻章区 遂溪县 徐闻县 廉江市 雷州市 吴川市
端州区 鼎湖区 高要区 广宁县 怀集县 封开县 德庆县 四会市
蓬江区 江海区 新会区 台山市 开平市 鹤山市 恩平市
茂南区 电白区 高州市 化州市 信宜市
惠城区 惠阳区 博罗县 惠东县 龙门县
梅江区 梅县区 大埔县 丰顺县 五华县 平远县 蕉岭县 兴宁市
汕尾城区 海丰县 陆河县 陆丰市
源城区 紫金县 龙川县 连平县 和平县 东源县
江城区 阳东区 阳西县 阳春市
湘桥区 潮安区 饶平县
榕城区 揭东区 揭西县 惠来县 普宁市
云城区 云安区 新兴县 郁南县 罗定市
"""
DISTRICTS: Final = tuple(_DISTRICTS.split())

_STAGES: Final = (
    "成立工作专班，完成前期摸底", "起草工作方案，征求科室意见", "工作方案印发实施", "明确责任科室和时间节点", "配套制度完成初稿",
    "配套制度印发", "组织业务培训，开始试运行", "试运行情况良好，扩大范围", "开展中期评估", "按评估意见完善流程", "全面推开",
    "总结经验，形成长效机制", "与市级系统完成对接", "清理规范办事材料", "窗口人员完成轮训",
)
_MATTERS: Final = (
    "企业开办", "不动产登记", "施工许可", "用电报装", "获得用水", "电子发票", "税费申报", "跨境贸易", "政府采购", "招标投标",
    "知识产权保护", "劳动用工", "信用修复", "办理破产", "包容普惠创新", "市场监管",
    "一网通办", "免证办", "首席服务官走访", "惠企政策兑现",
)
_RARE: Final = ("渔港泊位", "林权流转", "古村修缮", "冷链仓储", "温泉民宿", "茶园用地")
"""What a person looks for: in one report of a thousand."""
_ENDS: Final = (
    "下一步继续优化流程、加强宣传，按期办结。", "下一步开展满意度回访。", "未办结的已列入台账逐项跟进。", "相关材料已归档备查。",
    "下一步配合上级部门完成数据核对。", "企业反映良好。",
)
_PROBLEMS: Final = (
    "系统接口尚未开放，需市级部门协调。", "专业人员不足，正在调剂。", "配套资金尚未到位，推进较慢。",
    "部分企业对政策知晓度不高。", "跨部门数据共享不及时，需补充材料。", "场地条件有限，窗口排队时间较长。",
)
_DEADLINES: Final = ("{0}-06-30", "{0}年9月底", "{0}-12-31", "{0}年12月底", "长期坚持", "{0}年第四季度")
_NAMES: Final = "甲乙丙丁戊己庚辛壬癸"


def progress(random: Random) -> str:
    """A month's report, 30 to 90 characters."""
    count, total, rate = 1 + random.randrange(300), 300 + random.randrange(9000), 40 + random.randrange(60)
    said = (
        f"{random.choice(_STAGES)}，本月办理{random.choice(_MATTERS)} {count} 件，累计 {total} 件。",
        f"围绕{random.choice(_MATTERS)}走访企业 {count} 家，收集诉求 {count // 2 + 1} 条，解决 {count // 3} 条，总进度 {rate}%。",
        f"{random.choice(_MATTERS)}网上办理 {total} 件，网办率 {rate}%，平均办理时限压缩到 {1 + count % 9} 个工作日。",
        f"开展{random.choice(_MATTERS)}宣传培训 {1 + count // 40} 场次，覆盖 {total} 人次，{random.choice(_STAGES)}。",
    )[random.randrange(4)]
    rare = f"协调解决{random.choice(_RARE)}问题。" if not random.randrange(1000) else ""
    return said + rare + random.choice(_ENDS)


def problems(random: Random) -> str:
    turn = random.randrange(30)
    return _PROBLEMS[turn] if turn < len(_PROBLEMS) else "无"


def deadline(random: Random, year: int) -> str:
    return random.choice(_DEADLINES).format(year)


def contacts(random: Random) -> dict[str, str]:
    """Names that name nobody, phones that nobody has."""
    one, other = random.choices(_NAMES, k=2)
    return {
        "responsible.name": f"责任人{one}", "responsible.phone": f"0763-88{random.randrange(100000):05d}",
        "liaison.name": f"联系人{other}", "liaison.phone": f"138000{random.randrange(100000):05d}",
    }
