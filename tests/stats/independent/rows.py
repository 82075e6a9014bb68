"""What a unit may write of a measure, each known to pass or to break one named rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """``reports``: counts as a report. ``rule``: the one that it breaks, "" for none; ``halves``: its weight in halves."""

    name: str
    reports: bool = True
    rule: str = ""
    halves: int = 0

    @property
    def hard(self) -> bool:
        return self.halves == 2


GOOD = Kind("good")
KINDS = (
    GOOD,
    Kind("no news, with a reason"),
    Kind("carried"),
    Kind("no news", rule="progress.no_reason", halves=1),
    Kind("no problems written", rule="problems.missing", halves=1),
    Kind("no area code", rule="phone.area", halves=1),
    Kind("deadline unclear", rule="deadline.unclear", halves=1),
    Kind("same as above", rule="progress.elsewhere", halves=2),
    Kind("placeholder", rule="text.placeholder", halves=2),
    Kind("prompt", rule="progress.prompt", halves=2),
    Kind("again", rule="progress.unchanged", halves=2),
    Kind("phone too short", rule="phone.wrong", halves=2),
    Kind("nobody", rule="contact.missing", halves=2),
    Kind("nothing", reports=False),
    Kind("empty", reports=False),
    Kind("absent", reports=False),
)
LASTING = ("no area code", "deadline unclear", "phone too short", "nobody")
"""What they spoil carries over to the next month."""
BY_NAME = {kind.name: kind for kind in KINDS}

_PROGRESS = {
    "same as above": "同上", "placeholder": "xxx", "prompt": "有数字的写数字", "no news": "本月无新进展",
    "nothing": "无", "empty": "",
}


def cells(kind: Kind, no: int, month: int, serial: int, second_liaison: bool, last: str) -> dict[str, str]:
    """Field key → what stands in the cell. ``last``: last month's words."""
    words = f"{month}月第{no}项办结 {serial} 件，新设窗口 {serial % 7 + 1} 个。"
    found = {
        "responsible.name": "某甲", "responsible.phone": f"0763-33123{no:02d}",
        "liaison.name": "某乙", "liaison.phone": f"138{no:03d}12345",
        "progress": _PROGRESS.get(kind.name, words), "problems": "无" if serial % 3 else "人手不足，请增派 2 人。",
        "deadline": "2021年12月底",
    }
    if second_liaison:
        found |= {"liaison2.name": "某丙", "liaison2.phone": f"139{no:03d}12345"}
    return found | _changed(kind, no, month, last)


def _changed(kind: Kind, no: int, month: int, last: str) -> dict[str, str]:
    match kind.name:
        case "no news, with a reason":
            return {"progress": f"本月无新进展，因第{no}项招标流标，{month % 12 + 1}月重新挂网。"}
        case "carried":
            people = ("responsible.name", "responsible.phone", "liaison.name", "liaison.phone", "liaison2.name", "liaison2.phone")
            return dict.fromkeys((*people, "deadline"), "")
        case "no problems written":
            return {"problems": ""}
        case "no area code":
            return {"responsible.phone": "3312345"}
        case "deadline unclear":
            return {"deadline": "尽快"}
        case "phone too short":
            return {"liaison.phone": "1380013800"}
        case "nobody":
            return {"responsible.name": "无"}
        case "again":
            return {"progress": last}
        case _:
            return {}
