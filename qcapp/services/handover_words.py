"""What a rehearsal found, in the sentences that window and command line share."""

from __future__ import annotations

from qcapp.domain.handover import Rehearsed
from qcapp.publish.handover_sheet import content_rows as content_rows
from qcapp.publish.handover_sheet import fingerprint as fingerprint


def here_lines(found: Rehearsed) -> list[str]:
    """What receiving would do to what is here, sentence by sentence."""
    lines: list[str] = []
    if found.upgraded_from:
        lines.append(f"这份台账是较早版本的程序写的（账本格式 {found.upgraded_from}），接收时一并升级，交接文件不变。")
    if found.here is None:
        trouble = found.here_trouble
        lines.append(
            f"{trouble}接收时把它改名另存，不删除。" if trouble else "这台电脑上还没有台账，接收后就是这一本。"
        )
    elif found.compared is None or not found.compared.same:
        lines.append(f"这台电脑上现在是另一本台账《{found.here.title}》，接收时完整另存一份，可以撤销接收换回来。")
    else:
        ours, theirs = len(found.compared.only_here), len(found.compared.only_there)
        lines.append("这台电脑上的是同一本台账。")
        if theirs:
            lines.append(f"交接文件里多 {theirs} 次操作，接收后这里就有了。")
        if ours:
            newest = found.compared.only_here[0]
            lines.append(
                f"注意：这里有 {ours} 次操作是交接文件里没有的（最后一次 {newest.at:%Y-%m-%d %H:%M} {newest.summary}），"
                "接收后要到另存的那一份里才看得到。"
            )
        if not ours and not theirs:
            lines.append("两边的内容一样。")
    if found.drafts:
        kept = f"，其中 {found.drafts_kept} 份这里有更新的，保留这里的" if found.drafts_kept else ""
        lines.append(f"附带下发表草稿 {found.drafts} 份{kept}。")
    return lines
