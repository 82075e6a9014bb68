"""What is passed on with the program is named, with its licence; what nobody knows is not passed on."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.licenses import canonicalize_license_expression

from qcapp.services.licences import licences
from tests.release.bills import files_in, problems_of
from tools.release import build
from tools.release.bundle import Bundle
from tools.release.catalogue import TEXTS, Catalogue, read_catalogue
from tools.release.components import Component, components_of, may_be_bundled
from tools.release.debian import copyright_of, packages_of
from tools.release.environment import LOCK, needed
from tools.release.errors import PackagingError
from tools.release.licences import lgpl_statement, table, text_name
from tools.release.names import CONTENTS, MODULES
from tools.release.sbom import bill, locked_hashes


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


def _bundle(folder: Path, *files: str, modules: frozenset[str] = frozenset({"main", "qcapp", "re"})) -> Bundle:
    """With files of any content, and a program."""
    for name in files:
        path = folder / CONTENTS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    program = folder / "ysledger"
    program.write_bytes(b"program")
    return Bundle(folder, folder / CONTENTS, (program,), tuple(sorted(files)), modules)


def test_what_starts_the_programs_and_the_modules_that_they_share_are_our_own(tmp_path: Path, catalogue: Catalogue) -> None:
    bundle = _bundle(tmp_path, MODULES, modules=frozenset({"main", "shared_modules", "pyimod01_archive", "db"}))
    assert [each.name for each in components_of(bundle, catalogue) if each.files or each.package] == []


def _installed(name: str, ending: str) -> str:
    """A file of an installed package, as it lies below the contents."""
    return next(str(path).replace("\\", "/") for path in distribution(name).files or () if str(path).endswith(ending))


def test_each_package_of_the_product_has_a_purpose_and_a_licence(catalogue: Catalogue) -> None:
    product = needed(LOCK.read_text(encoding="utf-8"), ("requirements.in",))
    unknown = {each.name for each in product} - set(catalogue.packages)
    assert unknown <= {"colorama", "greenlet"}  # of another system, and not bundled: nothing imports them


def test_licences_are_written_as_spdx_has_them(catalogue: Catalogue) -> None:
    told = {row.spdx for row in catalogue.packages.values() if row.spdx} | {row.spdx for row in catalogue.parts}
    told |= {row.spdx for row in catalogue.natives} | {row.spdx for row in catalogue.debian.values()}
    assert {spdx: canonicalize_license_expression(spdx) for spdx in told} == {spdx: spdx for spdx in told}


def test_texts_that_are_named_are_there_and_their_origin_is_told(catalogue: Catalogue) -> None:
    named = {text for row in catalogue.packages.values() for text in row.texts}
    named |= {text for row in catalogue.natives for text in row.texts}
    origins = (TEXTS / "README.md").read_text(encoding="utf-8")
    there = {path.name for path in TEXTS.glob("*.txt")}
    assert named == there
    assert [name for name in there if f"`{name}`" not in origins] == []


def test_a_file_that_nobody_answers_for_stops_the_build(tmp_path: Path, catalogue: Catalogue) -> None:
    bundle = _bundle(tmp_path, "libmystery.so.7", _installed("MarkupSafe", "markupsafe/__init__.py"))
    with pytest.raises(PackagingError) as stopped:
        components_of(bundle, catalogue)
    assert "libmystery.so.7" in str(stopped.value)
    assert "markupsafe" not in str(stopped.value)


def test_a_module_that_nobody_answers_for_stops_the_build(tmp_path: Path, catalogue: Catalogue) -> None:
    bundle = _bundle(tmp_path, "base_library.zip", modules=frozenset({"main", "json", "strange_module"}))
    with pytest.raises(PackagingError, match="strange_module"):
        components_of(bundle, catalogue)


def test_a_package_without_a_row_stops_the_build(tmp_path: Path, catalogue: Catalogue) -> None:
    bundle = _bundle(tmp_path, "base_library.zip", modules=frozenset({"main", "pytest"}))
    with pytest.raises(PackagingError, match=r"没登记的 Python 包 pytest"):
        components_of(bundle, catalogue)


@pytest.mark.parametrize(("spdx", "may"), [
    ("MIT", True),
    ("LGPL-2.1-or-later", True),
    ("Apache-2.0 OR GPL-2.0-only", True),
    ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
    ("GPL-3.0-or-later", False),
    ("AGPL-3.0-only", False),
    ("GPL-2.0-only OR GPL-3.0-only", False),
    ("MIT AND GPL-2.0-only", False),
])
def test_what_would_bind_the_whole_program_is_not_bundled(spdx: str, may: bool) -> None:
    assert may_be_bundled(spdx) is may


def test_readline_is_refused_with_a_sentence(tmp_path: Path, catalogue: Catalogue) -> None:
    library = "libreadline.so.8"
    if library not in packages_of([library]):
        pytest.skip("no readline of Debian's here")
    with pytest.raises(PackagingError, match=r"readline 的许可证 GPL-3.0-or-later 不允许"):
        components_of(_bundle(tmp_path, library), catalogue)


def _found(bundle: Bundle, catalogue: Catalogue) -> dict[str, Component]:
    return {each.package or each.name: each for each in components_of(bundle, catalogue)}


def test_a_package_is_told_with_its_licence_text_and_what_lies_within_it(tmp_path: Path, catalogue: Catalogue) -> None:
    files = (_installed("numpy", "_core/__init__.py"), _openblas(), _installed("cryptography", "cryptography/__init__.py"))
    found = _found(_bundle(tmp_path, *files), catalogue)
    numpy = found["numpy"]
    assert numpy.version == distribution("numpy").version
    assert "BSD-3-Clause" in numpy.spdx
    assert "Copyright (c) 2005-2025, NumPy Developers" in numpy.text
    inner = {part.name: part for part in numpy.parts}
    assert inner["OpenBLAS"].files == (_openblas(),)
    assert inner["OpenBLAS"].version.startswith("0.3.")
    assert inner["LAPACK"].spdx == "BSD-3-Clause-Open-MPI"
    crates = {part.purl.split("@")[0] for part in found["cryptography"].parts}
    assert {"pkg:cargo/pyo3", "pkg:generic/openssl"} <= crates
    assert "Apache License" in found["cryptography"].text


def _openblas() -> str:
    return next(str(path).replace("\\", "/") for path in distribution("numpy").files or () if "openblas" in path.name)


def test_qt_comes_with_the_lgpl_its_source_and_how_it_is_exchanged(tmp_path: Path, catalogue: Catalogue) -> None:
    library = _installed("PySide6_Essentials", "QtCore.pyd" if shutil.which("cmd.exe") else "QtCore.abi3.so")
    found = components_of(_bundle(tmp_path, library), catalogue)
    qt = next(each for each in found if each.package == "pyside6-essentials")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.text
    assert "GNU GENERAL PUBLIC LICENSE" in qt.text
    said = lgpl_statement(found)
    assert f"https://download.qt.io/official_releases/qt/6.9/{qt.version}/" in said
    assert f"程序文件夹的 {CONTENTS} 里" in said
    assert f"Qt for Python（PySide6、Qt） {qt.version}（LGPL-3.0-only）" in said


def test_a_library_of_the_system_is_told_with_its_packages_record() -> None:
    found = packages_of(["libz.so.1", "libmystery.so.7"])
    if not found:
        pytest.skip("no zlib of Debian's here")
    assert set(found) == {"libz.so.1"}
    assert (found["libz.so.1"].name, found["libz.so.1"].kind) == ("zlib1g", "zlib")
    assert "Mark Adler" in copyright_of(found["libz.so.1"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of the system are bundled on Linux alone")
def test_where_no_dpkg_tells_of_the_systems_libraries_a_build_does_not_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Path] = []
    monkeypatch.setattr(build, "make_icons", begun.append)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(PackagingError, match="打包需要 dpkg-query"):
        build.build()
    assert begun == []


def test_the_table_has_a_row_for_each_with_a_link_to_its_text(tmp_path: Path, catalogue: Catalogue) -> None:
    found = components_of(_bundle(tmp_path, "base_library.zip", _openblas()), catalogue)
    rows = [line for line in table(found).splitlines() if line.startswith("| ")]
    assert sum("（SPDX）" in line for line in rows) == 1
    for each in found:
        assert f"]({text_name(each)})" in next(line for line in rows if line.startswith(f"| {each.name} |"))
    assert len({text_name(each) for each in found}) == len(found)


def test_the_bill_of_materials_is_cyclonedx_and_has_each_file_once_by_its_hash(tmp_path: Path, catalogue: Catalogue) -> None:
    names = ("base_library.zip", "resources/style.qss", _openblas(), _installed("cryptography", "cryptography/__init__.py"))
    bundle = _bundle(tmp_path, *names)
    found = components_of(bundle, catalogue)
    document = bill(bundle, found)
    assert problems_of(document) == []
    told = files_in(document)
    assert told == {f"{CONTENTS}/{name}": hashlib.sha256(name.encode()).hexdigest() for name in names} | {
        "ysledger": hashlib.sha256(b"program").hexdigest()
    }
    assert json.dumps(bill(bundle, found)) == json.dumps(document)


def test_a_bill_that_is_not_cyclonedx_is_noticed(tmp_path: Path, catalogue: Catalogue) -> None:
    bundle = _bundle(tmp_path, "base_library.zip")
    document = bill(bundle, components_of(bundle, catalogue))
    document["components"][0]["type"] = "librarium"
    assert any("librarium" in problem for problem in problems_of(document))


def test_a_package_is_told_with_the_hashes_that_the_lock_allows(tmp_path: Path, catalogue: Catalogue) -> None:
    bundle = _bundle(tmp_path, _installed("MarkupSafe", "markupsafe/__init__.py"))
    row = next(row for row in bill(bundle, components_of(bundle, catalogue))["components"] if row["name"] == "MarkupSafe")
    allowed = locked_hashes(LOCK.read_text(encoding="utf-8"))["markupsafe"]
    told = next(each for each in row["externalReferences"] if each["type"] == "distribution")
    assert [each["content"] for each in told["hashes"]] == list(allowed)
    assert len(allowed) > 10


def test_from_source_the_licences_of_what_is_installed_are_told(tmp_path: Path) -> None:
    told = licences(tmp_path)
    assert told.folder is None
    assert f"| PySide6_Essentials | {distribution('PySide6_Essentials').version} | LGPL-3.0-only OR" in told.text
    assert f"| Mako | {distribution('Mako').version} | MIT |" in told.text  # stood on by a library, not named by us


def test_a_built_program_tells_what_was_written_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "许可"
    folder.mkdir()
    (folder / "第三方组件.md").write_text("# 表\n", encoding="utf-8-sig")
    told = licences(tmp_path)
    assert (told.text, told.folder) == ("# 表\n", folder)


def test_a_package_that_the_build_alone_needs_is_not_a_component(tmp_path: Path, catalogue: Catalogue) -> None:
    without = replace(catalogue, natives=tuple(row for row in catalogue.natives if not row.always))
    bundle = _bundle(tmp_path, _installed("MarkupSafe", "markupsafe/__init__.py"))
    assert [each.name for each in components_of(bundle, without)] == ["MarkupSafe"]


def test_a_library_that_is_laid_beside_all_others_is_still_its_packages(tmp_path: Path, catalogue: Catalogue) -> None:
    """As PyInstaller does on Windows."""
    name = _openblas().rsplit("/", 1)[-1]
    numpy = _found(_bundle(tmp_path, name), catalogue)["numpy"]
    assert {part.name: part.files for part in numpy.parts}["OpenBLAS"] == (name,)
