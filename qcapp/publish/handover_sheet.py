"""交接单: what a 交接 file holds, in numbers that the other side sees too, with room for the signatures, on one page."""

from __future__ import annotations

from qcapp.domain.handover import HandoverWritten, LedgerFacts
from qcapp.domain.sizes import size_words
from qcapp.forms.paper import Grid, OfficialPaper, Paragraph


def compose_sheet(done: HandoverWritten) -> OfficialPaper:
    note = done.note
    what = (
        ("交接文件", f"{done.path.name}（{done.size:,} 字节）"),
        ("文件校验码", fingerprint(done.sha256)),
        ("写出", f"{note.at:%Y-%m-%d %H:%M}，程序 {note.program}，AES-256-GCM 加密"),
        *_ledger_rows(done.facts),
    )
    counts = (*_count_rows(done.facts), ("下发表草稿", f"{note.drafts} 份"))
    opening = "营商台账连同存档的原件、别名和设置已写入下列加密文件，写完后用密码重读，逐字节核对无误。"
    closing = "接收人先演练，核对上列各项与屏幕所示一致后再接收。交接密码由交出人当面或电话告知，不写在本单上。"
    signers = (f"交出人\n{note.who}", f"接收人\n{note.to}", "监交人")
    return OfficialPaper(
        title="营商台账交接单", addressee="",
        parts=(
            Paragraph(opening), Grid(("项目", "内容"), what, (1.0, 4.6), frozenset({1})), Paragraph("台账里有："),
            Grid(tuple(name for name, _ in counts), (tuple(text for _, text in counts),), (1.0,) * len(counts)),
            Paragraph(closing),
            Grid(("", "签名", "日期", "备注"), tuple((each, "", "", "") for each in signers), (1.0, 1.8, 1.4, 1.4)),
        ),
        signature="", day=None,
    )


def content_rows(facts: LedgerFacts) -> list[tuple[str, str]]:
    """What the ledger holds, as both windows and the paper say it."""
    return [*_ledger_rows(facts), *_count_rows(facts)]


def _ledger_rows(facts: LedgerFacts) -> list[tuple[str, str]]:
    newest = facts.newest
    return [
        ("台账编号", facts.ledger_id),
        ("清单", f"{facts.title}（{'、'.join(str(year) for year in facts.years)} 年）；报告期：{months_words(facts.months)}"),
        ("操作记录", f"共 {facts.operations:,} 次"),
        ("最后一次操作", f"{newest.at:%Y-%m-%d %H:%M} {newest.who} {newest.kind.label}（编号 {newest.id}；编号不等于次数）"),
    ]


def _count_rows(facts: LedgerFacts) -> list[tuple[str, str]]:
    return [
        ("填报内容", f"{facts.cells:,} 格"),
        ("来表登记", f"{facts.returns:,} 份"),
        ("佐证材料", f"{facts.attachments:,} 件"),
        ("印发通报", f"{facts.bulletins:,} 期"),
        ("认定", f"{facts.rulings:,} 次"),
        ("单位别名", f"{facts.aliases:,} 个"),
        ("设置", f"{facts.settings:,} 项"),
        ("存档原件", f"{facts.files:,} 份 {size_words(facts.file_bytes)}"),
    ]


def months_words(months: tuple[int, ...]) -> str:
    if not months:
        return "还没有内容"
    first, last = (f"{month // 100}-{month % 100:02d}" for month in (months[0], months[-1]))
    return f"{len(months)} 个月（{first} 至 {last}）" if len(months) > 1 else first


def fingerprint(sha256: str) -> str:
    """In groups of four, so that two people can compare it: 3f2a 90bc …"""
    return " ".join(sha256[at : at + 4] for at in range(0, len(sha256), 4))
