"""交接单: what a 交接 file holds, in numbers that the other side sees too, with room for both signatures."""

from __future__ import annotations

from qcapp.domain.handover import HandoverWritten, LedgerFacts
from qcapp.forms.paper import Grid, OfficialPaper, Paragraph


def compose_sheet(done: HandoverWritten) -> OfficialPaper:
    note = done.note
    rows = [
        ("交接文件", done.path.name),
        ("写出时间", note.at.strftime("%Y-%m-%d %H:%M")),
        ("文件大小", f"{done.size:,} 字节"),
        ("文件校验码", fingerprint(done.sha256)),
        ("程序版本", note.program),
        ("加密", "AES-256-GCM，密钥由交接密码经 scrypt 算出"),
        *content_rows(done.facts),
        ("下发表草稿", f"{note.drafts} 份"),
        ("交出人", note.who),
        *((("接收人", note.to),) if note.to else ()),
    ]
    opening = (
        f"营商台账《{done.facts.title}》连同存档的来表原件、佐证材料、通报、单位别名和各项设置，"
        "已写入下列加密的交接文件，写完后用密码重读并逐字节核对无误。"
    )
    closing = (
        "接收人在自己的电脑上用“文件 → 接收交接…”演练，核对上列各项与屏幕所示一致后再接收。"
        "交接密码由交出人当面或电话告知，不写在本单上。"
    )
    blank = tuple((name, "", "", "") for name in ("交出人", "接收人", "监交人"))
    signatures = Grid(("", "签名", "日期", "备注"), blank, (1.0, 1.8, 1.4, 1.4))
    return OfficialPaper(
        title="营商台账交接单", addressee="",
        parts=(
            Paragraph(opening), Grid(("项目", "内容"), tuple(rows), (1.2, 3.6), frozenset({1})), Paragraph(closing), signatures,
        ),
        signature="", day=None,
    )


def content_rows(facts: LedgerFacts) -> list[tuple[str, str]]:
    """What the ledger holds, as both windows and the paper say it."""
    return [
        ("台账编号", facts.ledger_id),
        ("清单", f"{facts.title}（{'、'.join(str(year) for year in facts.years)} 年）"),
        ("报告期", months_words(facts.months)),
        ("操作记录", f"{facts.operations:,} 次，最后一次 {facts.newest.at:%Y-%m-%d %H:%M}（{facts.newest.summary}）"),
        ("填报内容", f"{facts.cells:,} 格"),
        ("来表登记", f"{facts.returns:,} 份"),
        ("佐证材料", f"{facts.attachments:,} 件"),
        ("印发的通报", f"{facts.bulletins:,} 期"),
        ("认定", f"{facts.rulings:,} 次"),
        ("单位别名", f"{facts.aliases:,} 个"),
        ("设置", f"{facts.settings:,} 项"),
        ("存档原件", f"{facts.files:,} 份，共 {facts.file_bytes:,} 字节"),
    ]


def months_words(months: tuple[int, ...]) -> str:
    if not months:
        return "还没有内容"
    first, last = (f"{month // 100}-{month % 100:02d}" for month in (months[0], months[-1]))
    return f"{len(months)} 个月（{first} 至 {last}）" if len(months) > 1 else first


def fingerprint(sha256: str) -> str:
    """In groups of four: 3f2a 90bc …"""
    groups = [sha256[at : at + 4] for at in range(0, len(sha256), 4)]
    return " ".join(groups)
