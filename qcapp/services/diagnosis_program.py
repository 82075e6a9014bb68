"""Facts for a diagnosis of the program as it lies on this computer: its files, another version's, where its data is."""

from __future__ import annotations

from qcapp.domain.diagnosis import Fact, public
from qcapp.domain.sizes import size_words
from qcapp.places import FROZEN, data_place
from qcapp.unzipped import looked_through, other_versions


def program_facts() -> tuple[Fact, ...]:
    """Every file is read: half a second."""
    if not FROZEN:
        return (public("files", "程序文件", "源代码运行，没有发布时的清单可以核对", ""),)
    files, others = looked_through(), other_versions()
    names = "、".join((*files.missing, *files.differing)[:10])
    words = f"{files.words}：{names}" if names else files.words
    facts = [public("files", "程序文件", words, files.total, ok=bool(files.total) and files.whole)]
    for each in others:
        told = f"{each.path.name}，{size_words(each.size)}，现在这一版用不到，确认不再换回去就可以删除"
        facts.append(public("other_version", "另一个版本的文件夹", told, each.size))
    return tuple(facts)


def place_facts() -> tuple[Fact, ...]:
    place = data_place()
    where = "程序旁边（随身携带）" if place.carried else "用户自己的文件夹"
    return (Fact("place", "数据放在", place.told or where, str(place.folder), where, ok=not place.told),)
