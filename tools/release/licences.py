"""许可/: the program's own licence, what it is bundled with, each licence's text, how Qt may be exchanged, and the SBOM."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from qcapp import __version__
from qcapp.services.licences import FOLDER, TABLE
from tools.release.bundle import read_bundle
from tools.release.catalogue import HERE, read_catalogue
from tools.release.components import Component, Part, components_of
from tools.release.names import CONTENTS, PRODUCT, ROOT
from tools.release.sbom import write_sbom

LGPL = "Qt与其他LGPL组件.md"
SBOM = "sbom.cdx.json"


def make(folder: Path) -> None:
    """Write 许可/ anew. PackagingError when something in the built folder has no known origin or licence."""
    bundle = read_bundle(folder)
    components = components_of(bundle, read_catalogue())
    target = folder / FOLDER
    if target.exists():
        shutil.rmtree(target)
    target.mkdir()
    shutil.copyfile(ROOT / "LICENSE", target / "LICENSE")
    for component in components:
        _write(target / text_name(component), component.text)
    _write(target / TABLE, table(components))
    _write(target / LGPL, lgpl_statement(components))
    write_sbom(target / SBOM, bundle, components)


def text_name(component: Component) -> str:
    """``numpy.txt``: a name that every system takes."""
    name = re.sub(r"[^\w.+-]+", "-", component.package or _plain(component.name)).strip("-.")
    return f"{name}.txt"


def table(components: tuple[Component, ...]) -> str:
    """One row for each, those that lie within it below."""
    lines = []
    for each in components:
        text, whole = f"[{text_name(each)}]({text_name(each)})", f"{_plain(each.name)} 的一部分"
        lines.append(_row(each.name, each.version or "—", each.spdx, each.purpose, _link(each.home), text))
        lines += [_row(f"└ {name}", version, spdx, whole, "随上", text) for name, version, spdx in _gathered(each.parts)]
    return _fill("components.md", rows="\n".join(lines))


def _link(home: str) -> str:
    """By its host alone, which is short enough for a column."""
    return f"[{urlsplit(home).netloc}]({home})" if home.startswith("http") else home or "—"


def _gathered(parts: Iterable[Part]) -> list[tuple[str, str, str]]:
    """(name, version, licence) of each; Rust crates by licence, many in a row."""
    rows = [(part.name, part.version or "—", part.spdx) for part in parts if not part.purl.startswith("pkg:cargo/")]
    crates = [part for part in parts if part.purl.startswith("pkg:cargo/")]
    for spdx in sorted(Counter(part.spdx for part in crates)):
        named = "、".join(f"{part.name} {part.version}" for part in crates if part.spdx == spdx)
        rows.append((f"Rust 组件：{named}", "—", spdx or "—"))
    return rows


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '／') for cell in cells)} |"


def lgpl_statement(components: tuple[Component, ...]) -> str:
    """What the LGPL asks to be said: that it is used, under which licence, where the source is, how it is exchanged."""
    rows = [
        f"- {name} {version}（{spdx}）：{'、'.join(files[:3])}{' 等' if len(files) > 3 else ''}"
        for name, version, spdx, files in _lesser(components)
    ]
    qt = next((each.version for each in components if each.package.startswith("pyside6")), "")
    return _fill("lgpl.md", rows="\n".join(rows), qt=qt, series=qt.rpartition(".")[0])


def _lesser(components: tuple[Component, ...]) -> Iterable[tuple[str, str, str, tuple[str, ...]]]:
    for each in components:
        inner = [(part.name, part.version, part.spdx, part.files or each.files) for part in each.parts]
        for name, version, spdx, files in [(each.name, each.version, each.spdx, each.files), *inner]:
            if "LGPL-" in spdx:
                yield name, version or f"随 {each.name} {each.version}", spdx, tuple(file.rsplit("/", 1)[-1] for file in files)


def _fill(template: str, **words: str) -> str:
    """A page of templates/."""
    text = (HERE / "templates" / template).read_text(encoding="utf-8")
    return text.format(product=PRODUCT, version=__version__, contents=CONTENTS, table=TABLE, lgpl=LGPL, sbom=SBOM, **words)


def _plain(name: str) -> str:
    return re.sub(r"（.*）", "", name)


def _write(path: Path, text: str) -> None:
    """With the line ends that Windows' Notepad of any age shows."""
    path.write_text(text.replace("\r\n", "\n"), encoding="utf-8-sig", newline="\r\n")
