"""What Windows shows of an executable under 属性 → 详细信息."""

from __future__ import annotations

from typing import Any

from tools.release.names import PRODUCT, copyright_line

_CHINESE, _UNICODE = 0x0804, 1200


def version_resource(version: str, original: str, description: str) -> Any:
    """PyInstaller's own, for EXE(version=…); imported here, as PyInstaller stands in the build's environment only."""
    from PyInstaller.utils.win32 import versioninfo as vi  # type: ignore[import-untyped]

    numbers = tuple(int(part) for part in (version.split(".") + ["0"] * 4)[:4])
    strings = {
        "CompanyName": copyright_line().split(" ", 3)[3],
        "FileDescription": description,
        "FileVersion": version,
        "InternalName": original.removesuffix(".exe"),
        "LegalCopyright": copyright_line(),
        "OriginalFilename": original,
        "ProductName": PRODUCT,
        "ProductVersion": version,
    }
    table = vi.StringTable(f"{_CHINESE:04x}{_UNICODE:04x}", [vi.StringStruct(*each) for each in strings.items()])
    return vi.VSVersionInfo(
        ffi=vi.FixedFileInfo(filevers=numbers, prodvers=numbers, mask=0x3F, OS=0x40004, fileType=0x1),
        kids=[vi.StringFileInfo([table]), vi.VarFileInfo([vi.VarStruct("Translation", [_CHINESE, _UNICODE])])],
    )
