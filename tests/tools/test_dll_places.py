"""No module of the built program is without its libraries on Windows, whichever module is imported first."""

from __future__ import annotations

from tools.release.dll_places import placed

NUMPY = ("numpy\\_core\\umath.pyd", "C:\\site\\numpy\\_core\\umath.pyd", "EXTENSION")
FUZZ = ("rapidfuzz\\fuzz_cpp.pyd", "C:\\site\\rapidfuzz\\fuzz_cpp.pyd", "EXTENSION")
BLAS = ("numpy.libs\\openblas-1a.dll", "C:\\site\\numpy.libs\\openblas-1a.dll", "BINARY")
CPP = ("numpy.libs\\msvcp140-2b.dll", "C:\\site\\numpy.libs\\msvcp140-2b.dll", "BINARY")
QT = ("PySide6\\Qt6Core.dll", "C:\\site\\PySide6\\Qt6Core.dll", "BINARY")
PLUGIN = ("PySide6\\plugins\\platforms\\qwindows.dll", "C:\\site\\PySide6\\plugins\\platforms\\qwindows.dll", "BINARY")
RUNTIME = ("PySide6\\VCRUNTIME140_1.dll", "C:\\site\\PySide6\\VCRUNTIME140_1.dll", "BINARY")
AT_TOP = ("VCRUNTIME140.dll", "C:\\python\\VCRUNTIME140.dll", "BINARY")
ASKED = {
    NUMPY[1]: ["openblas-1a.dll", "msvcp140-2b.dll", "VCRUNTIME140_1.dll", "VCRUNTIME140.dll", "KERNEL32.dll"],
    FUZZ[1]: ["msvcp140-2b.dll", "VCRUNTIME140.dll"],
    PLUGIN[1]: ["Qt6Core.dll"],
    QT[1]: ["VCRUNTIME140_1.dll"],
}


def imports(path: str) -> list[str]:
    return ASKED.get(path, [])


def test_library_that_one_wheel_carries_is_found_by_another() -> None:
    assert placed([FUZZ, CPP, AT_TOP], imports) == [FUZZ, ("msvcp140-2b.dll", CPP[1], "BINARY"), AT_TOP]


def test_libraries_of_two_wheels_with_one_name_go_in_once() -> None:
    other = ("rapidfuzz.libs\\msvcp140-2b.dll", "C:\\site\\rapidfuzz.libs\\msvcp140-2b.dll", "BINARY")
    assert [place for place, *_ in placed([CPP, other], imports)] == ["msvcp140-2b.dll"]


def test_runtime_that_only_qt_brought_serves_the_others_too() -> None:
    found = placed([NUMPY, BLAS, CPP, QT, PLUGIN, RUNTIME, AT_TOP], imports)
    assert found == [
        NUMPY, ("openblas-1a.dll", BLAS[1], "BINARY"), ("msvcp140-2b.dll", CPP[1], "BINARY"), QT, PLUGIN, RUNTIME, AT_TOP,
        ("VCRUNTIME140_1.dll", RUNTIME[1], "BINARY"),
    ]


def test_what_lies_right_stays_and_nothing_goes_in_twice() -> None:
    right = [QT, PLUGIN, RUNTIME, AT_TOP, ("vcruntime140_1.dll", "C:\\python\\vcruntime140_1.dll", "BINARY"), NUMPY]
    assert placed(right, imports) == right
