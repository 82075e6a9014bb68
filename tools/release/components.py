"""What a build is made of: each file and module of it is claimed by one component, or the build stops.

A Python package claims what its RECORD lists; the rest is claimed by patterns of components.toml, and on Linux, last,
by the Debian package that a library of the system comes from.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.metadata import Distribution, distributions
from pathlib import Path

from tools.release.bundle import Bundle
from tools.release.catalogue import Catalogue, NativeRow, text_of
from tools.release.crates import crates_of, notice
from tools.release.debian import DebianPackage, copyright_of, distribution, packages_of
from tools.release.errors import PackagingError
from tools.release.names import MODULES
from tools.release.versions import native_version, part_version

_OURS = ("resources/*", "db/migrations/*", MODULES, "qt.conf", "PySide6/qt.conf")
"""Files of the program's own below its contents; of the archive of modules each package claims its own."""
_OUR_MODULES = frozenset({"main", "qcapp", "ui", "db", "tools", "shared_modules", "started_again"})
_PYINSTALLER = re.compile(r"_?pyi(?:mod\d|_rth|boot|_splash)|_pyi_rth_utils")
_NATIVE_SUFFIX = re.compile(r"\.(?:so(?:\.[\d.]+)?|pyd|dll)$", re.IGNORECASE)
_ROW = "在 tools/release/components.toml 里写明许可证和用途"
_RULE = f"\n\n{'=' * 78}\n\n"


@dataclass(frozen=True, slots=True)
class Part:
    """Of another maker than the component that it lies within. ``version`` "" when nothing tells it."""

    name: str
    version: str
    spdx: str
    files: tuple[str, ...] = ()
    purl: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """``files``: its own below the contents folder, those of ``parts`` not among them; ``text``: all licence texts, whole."""

    name: str
    version: str
    spdx: str
    purpose: str
    home: str
    purl: str
    text: str
    files: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    package: str = ""
    """Its name in requirements.lock, "" when it is none of Python's."""


def components_of(bundle: Bundle, catalogue: Catalogue) -> tuple[Component, ...]:
    """All that the build is made of but the program itself, by name. PackagingError names what nobody answers for."""
    claims = _Claims(bundle, catalogue)
    found = [*claims.natives(), *claims.packages(), *claims.debian()]
    claims.must_be_complete()
    for component in found:
        _must_be_usable(component)
    return tuple(sorted(found, key=lambda each: each.name.lower()))


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class _Claims:
    def __init__(self, bundle: Bundle, catalogue: Catalogue) -> None:
        self._catalogue, self._bundle = catalogue, bundle
        self._left = [name for name in bundle.files if not _matches(name, _OURS)]
        self._modules = {name for name in bundle.modules if name not in _OUR_MODULES and not _PYINSTALLER.match(name)}
        self._modules -= {name for name in self._modules if name in sys.stdlib_module_names or name.startswith("_sysconfigdata")}

    def natives(self) -> Iterable[Component]:
        for row in self._catalogue.natives:
            files = self._take(row.files, own_extensions=row.own_extensions)
            if files or row.always or any(_matches(name, row.when) for name in self._bundle.files):
                yield _native(row, files)

    def packages(self) -> Iterable[Component]:
        for installed in sorted(distributions(), key=lambda each: each.name.lower()):
            recorded = {str(path).replace("\\", "/") for path in installed.files or ()}
            places = self._places(recorded)
            modules = {name for name in self._modules if _brings(recorded, name)}
            if places or modules:
                self._left = [name for name in self._left if name not in places]
                self._modules -= modules
                yield self._package(installed, places)

    def _places(self, recorded: set[str]) -> dict[str, str]:
        """File of the build → the package's own path of it: the same, but for libraries that PyInstaller lays at the top."""
        libraries = {name.rsplit("/", 1)[-1]: name for name in recorded if _NATIVE_SUFFIX.search(name)}
        return {
            name: name if name in recorded else libraries[name]
            for name in self._left if name in recorded or ("/" not in name and name in libraries)
        }

    def debian(self) -> Iterable[Component]:
        libraries = {name: name.rsplit("/", 1)[-1] for name in self._left if _NATIVE_SUFFIX.search(name)}
        packages = packages_of(sorted(set(libraries.values())))
        by_source: dict[tuple[str, str], list[tuple[str, DebianPackage]]] = defaultdict(list)
        for name, library in libraries.items():
            if package := packages.get(library):
                self._left.remove(name)
                key = package.name if package.name in self._catalogue.debian else package.kind
                by_source[key, package.version].append((name, package))
        for (key, _), held in by_source.items():
            yield self._system_library(key, held)

    def must_be_complete(self) -> None:
        unclaimed = [*self._left, *sorted(self._modules)]
        if unclaimed:
            named = "、".join(unclaimed[:5]) + (f" 等 {len(unclaimed)} 个" if len(unclaimed) > 5 else "")
            raise PackagingError(f"打好的程序里有不知道来历的文件：{named}，请{_ROW}，或在 build.spec 里去掉，再重新打包。")

    def _take(self, patterns: tuple[str, ...], *, own_extensions: bool) -> tuple[str, ...]:
        """``own_extensions``: Python's own modules too, which lie on Windows among all others (_socket.pyd)."""
        taken = [name for name in self._left if _matches(name, patterns) or (own_extensions and _is_own_extension(name))]
        self._left = [name for name in self._left if name not in taken]
        return tuple(taken)

    def _package(self, installed: Distribution, places: dict[str, str]) -> Component:
        key = normalised(installed.name)
        row = self._catalogue.packages.get(key)
        if row is None:
            raise PackagingError(f"程序里有没登记的 Python 包 {installed.name}，请{_ROW}后重新打包。")
        crates = crates_of(installed)
        parts = [*self._parts(key, places), *(Part(each.name, each.version, each.spdx, purl=each.purl) for each in crates)]
        held = {name for part in parts for name in part.files}
        return Component(
            name=row.name or installed.name, version=installed.version,
            spdx=row.spdx or _told(installed, "License-Expression"),
            purpose=row.purpose, home=row.home or _home_of(installed), purl=f"pkg:pypi/{key}@{installed.version}",
            text=_joined([*_licences_in(installed), notice(crates), *(text_of(name) for name in row.texts)]),
            files=tuple(name for name in places if name not in held), parts=tuple(parts), package=key,
        )

    def _parts(self, key: str, places: dict[str, str]) -> Iterable[Part]:
        for row in self._catalogue.parts:
            if row.of == key:
                own = tuple(name for name, place in places.items() if _matches(place, row.files))
                if own or any(_matches(place, row.when) for place in places.values()):
                    yield Part(row.name, part_version(key, row.name), row.spdx, own)

    def _system_library(self, key: str, held: list[tuple[str, DebianPackage]]) -> Component:
        row, package = self._catalogue.debian.get(key), held[0][1]
        if row is None:
            raise PackagingError(f"程序里有没登记的系统库 {held[0][0]}（{key}），请{_ROW}后重新打包。")
        system = distribution()
        return Component(
            name=key, version=package.version, spdx=row.spdx, purpose=row.purpose,
            home=package.home, purl=f"pkg:deb/{system}/{package.name}@{package.version}?arch={package.architecture}",
            text=copyright_of(package), files=tuple(name for name, _ in held),
        )


def _native(row: NativeRow, files: tuple[str, ...]) -> Component:
    version, texts = native_version(row.name), [text_of(name) for name in row.texts]
    if row.package:
        holder = next((each for each in distributions() if normalised(each.name) == row.package), None)
        if holder is None:
            raise PackagingError(f"打包的环境里没有 {row.package}，不能写明它的许可证，请用 make package 打包。")
        version, texts = holder.version, [*_licences_in(holder), *texts]
    slug = re.sub(r"[^a-z0-9]+", "-", (row.package or row.name).lower()).strip("-")
    purl = f"pkg:generic/{slug}@{version}" if version else f"pkg:generic/{slug}"
    return Component(row.name, version, row.spdx, row.purpose, row.home, purl, _joined(texts), files)


def _licences_in(distribution: Distribution) -> list[str]:
    """Whatever of a wheel is named as a licence, in its metadata or beside its code."""
    named = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$|dist-info/licenses/[^/]+", re.IGNORECASE)
    paths = sorted({str(path).replace("\\", "/") for path in distribution.files or ()})
    chosen = [name for name in paths if named.search(name) and not name.endswith((".py", ".pyc", ".html"))]
    texts: dict[str, str] = {}  # the same text is often in two places
    for name in chosen:
        text = Path(str(distribution.locate_file(name))).read_text(encoding="utf-8", errors="replace")
        texts.setdefault(text.strip(), name)
    return [f"{name}\n\n{text}" for text, name in texts.items() if text]


def _joined(texts: Iterable[str]) -> str:
    joined = _RULE.join(text.strip() for text in texts if text.strip())
    return f"{joined}\n" if joined else ""


def _told(distribution: Distribution, name: str) -> str:
    return str(distribution.metadata[name]) if name in distribution.metadata else ""


def _home_of(distribution: Distribution) -> str:
    lines = [str(line) for line in distribution.metadata.get_all("Project-URL") or ()]
    known = {name.lower(): url for name, _, url in (line.partition(", ") for line in lines)}
    for name in ("homepage", "home", "source", "source code", "repository", "documentation", "github"):
        if name in known:
            return known[name]
    return _told(distribution, "Home-page") or next(iter(known.values()), "")


def _brings(recorded: set[str], module: str) -> bool:
    """Whether a package with these files brings that top-level module."""
    beginnings = (f"{module}/", f"{module}.py", f"{module}.")
    return any(name.startswith(beginnings) for name in recorded)


def _is_own_extension(name: str) -> bool:
    module = name.split(".", 1)[0]
    return "/" not in name and name.lower().endswith((".pyd", ".so")) and module in sys.stdlib_module_names


def _matches(name: str, patterns: Iterable[str]) -> bool:
    """As patterns of file names, where "*" takes "/" too, and case is that of Windows only for its libraries."""
    lowered = name.lower()
    return any(fnmatchcase(name, each) or (lowered.endswith(".dll") and fnmatchcase(lowered, each.lower())) for each in patterns)


def _must_be_usable(component: Component) -> None:
    if not component.spdx:
        raise PackagingError(f"{component.name} 没有说明许可证，请{_ROW}后重新打包。")
    if not component.text:
        raise PackagingError(f"{component.name} 没有许可证全文，请放到 tools/release/texts，{_ROW}后重新打包。")
    for spdx in (component.spdx, *(part.spdx for part in component.parts)):
        if not may_be_bundled(spdx):
            raise PackagingError(f"{component.name} 的许可证 {spdx} 不允许随本程序分发，请在 build.spec 里去掉它后重新打包。")


def may_be_bundled(spdx: str) -> bool:
    """Whether one of the choices that the expression gives binds no more than its own part: no GPL without an exception."""
    return any(not re.search(r"\bA?GPL-[\w.+-]+(?! WITH)(?![\w.+-])", choice) for choice in spdx.split(" OR "))
