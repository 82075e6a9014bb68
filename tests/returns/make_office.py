"""Open the filled form in office programs and save it: python -m tests.returns.make_office

Needs LibreOffice (soffice), Gnumeric (ssconvert), AbiWord (abiword) and pandoc.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.returns.answers import PASSWORD, SAVED
from tests.returns.make_filled import FILLED_DOCX, FILLED_XLSX

# Corpus file → (source, soffice's kind and filter).
LIBREOFFICE: dict[str, tuple[Path, str]] = {
    "xlsx/libreoffice.xlsx": (FILLED_XLSX, "xlsx:Calc MS Excel 2007 XML"),
    "xlsx/libreoffice.xlsm": (FILLED_XLSX, "xlsm:Calc MS Excel 2007 VBA XML"),
    "xls/libreoffice.xls": (FILLED_XLSX, "xls:MS Excel 97"),
    "ods/libreoffice.ods": (FILLED_XLSX, "ods:calc8"),
    "xlsx/libreoffice-from-xls.xlsx": (SAVED / "xls" / "libreoffice.xls", "xlsx:Calc MS Excel 2007 XML"),
    "xlsx/libreoffice-from-ods.xlsx": (SAVED / "ods" / "libreoffice.ods", "xlsx:Calc MS Excel 2007 XML"),
    "docx/libreoffice.docx": (FILLED_DOCX, "docx:MS Word 2007 XML"),
    "docx/libreoffice.docm": (FILLED_DOCX, "docm:MS Word 2007 XML VBA"),
    "odt/libreoffice.odt": (FILLED_DOCX, "odt:writer8"),
    "others/libreoffice.doc": (FILLED_DOCX, "doc:MS Word 97"),
    "docx/libreoffice-from-doc.docx": (SAVED / "others" / "libreoffice.doc", "docx:MS Word 2007 XML"),
    "docx/libreoffice-from-odt.docx": (SAVED / "odt" / "libreoffice.odt", "docx:MS Word 2007 XML"),
    "others/libreoffice.fods": (FILLED_XLSX, "fods"),
    "others/libreoffice-html.xls": (FILLED_XLSX, "html:HTML (StarCalc)"),
    "others/libreoffice-csv.xls": (FILLED_XLSX, "csv:Text - txt - csv (StarCalc):44,34,76"),
}
# Corpus file → (source, filter); saved with PASSWORD.
LOCKED: dict[str, tuple[Path, str]] = {
    "locked/libreoffice.xls": (FILLED_XLSX, "MS Excel 97"),
    "locked/libreoffice.ods": (FILLED_XLSX, "calc8"),
    "locked/libreoffice.odt": (FILLED_DOCX, "writer8"),
}
SSCONVERT: dict[str, tuple[Path, str]] = {
    "xlsx/gnumeric.xlsx": (FILLED_XLSX, "Gnumeric_Excel:xlsx"),
    "xlsx/gnumeric-iso.xlsx": (FILLED_XLSX, "Gnumeric_Excel:xlsx2"),
    "xls/gnumeric-biff8.xls": (FILLED_XLSX, "Gnumeric_Excel:excel_biff8"),
    "xls/gnumeric-biff7.xls": (FILLED_XLSX, "Gnumeric_Excel:excel_biff7"),
    "xls/gnumeric-both.xls": (FILLED_XLSX, "Gnumeric_Excel:excel_dsf"),
    "ods/gnumeric.ods": (FILLED_XLSX, "Gnumeric_OpenCalc:odf"),
    "ods/gnumeric-strict.ods": (FILLED_XLSX, "Gnumeric_OpenCalc:openoffice"),
    "xlsx/gnumeric-from-libreoffice.xlsx": (SAVED / "xlsx" / "libreoffice.xlsx", "Gnumeric_Excel:xlsx"),
}
ABIWORD: dict[str, str] = {
    "odt/abiword.odt": "odt", "docx/abiword.docx": "docx", "others/abiword.doc": "doc",
}
PANDOC: dict[str, Path] = {
    "docx/pandoc.docx": FILLED_DOCX, "odt/pandoc.odt": FILLED_DOCX,
    "docx/pandoc-from-odt.docx": SAVED / "odt" / "libreoffice.odt",
}

_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub SaveLocked(source, target, kind, word)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName"
  how(0).Value = kind
  how(1).Name = "Password"
  how(1).Value = word
  document.storeToURL(target, how())
  document.close(True)
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>
"""


def run(*words: object) -> None:
    environment = {**os.environ, "WINDOWS_LANGUAGE": "zh_CN"}  # by which Gnumeric chooses the code page of old files
    subprocess.run([str(word) for word in words], check=True, capture_output=True, timeout=240, env=environment)


def libreoffice(source: Path, target: Path, kind: str, folder: Path) -> None:
    out = folder / "out"
    office = ("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless")
    run(*office, "--convert-to", kind, "--outdir", out, source)
    (made,) = out.iterdir()
    shutil.move(made, target)


def locked(source: Path, target: Path, kind: str, folder: Path) -> None:
    profile = folder / "profile"
    basic = profile / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "Module1.xba").write_text(_MACRO, encoding="utf-8")
    (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    call = f'macro:///Standard.Module1.SaveLocked("{source.as_uri()}","{target.as_uri()}","{kind}","{PASSWORD}")'
    run("soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", call)
    assert target.exists(), target


def ssconvert(source: Path, target: Path, kind: str, folder: Path) -> None:
    run("ssconvert", f"--export-type={kind}", source, target)


def abiword(source: Path, target: Path, kind: str, folder: Path) -> None:
    run("abiword", f"--to={kind}", f"--to-name={target}", source)


def pandoc(source: Path, target: Path, kind: str, folder: Path) -> None:
    run("pandoc", source, "-o", target)


Save = Callable[[Path, Path, str, Path], None]


def work() -> list[tuple[Save, str, Path, str]]:
    """What is made, in an order in which every source is there before it is wanted."""
    return [
        *((libreoffice, file, source, kind) for file, (source, kind) in LIBREOFFICE.items()),
        *((locked, file, source, kind) for file, (source, kind) in LOCKED.items()),
        *((ssconvert, file, source, kind) for file, (source, kind) in SSCONVERT.items()),
        *((abiword, file, FILLED_DOCX, kind) for file, kind in ABIWORD.items()),
        *((pandoc, file, source, "") for file, source in PANDOC.items()),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        for save, file, source, kind in work():
            target = SAVED / file
            target.parent.mkdir(exist_ok=True)
            target.unlink(missing_ok=True)
            try:
                save(source, target, kind, Path(name))
            except (subprocess.CalledProcessError, AssertionError, ValueError) as error:
                print(f"{file}: {error} {getattr(error, 'stderr', b'')[-300:]!r}")


if __name__ == "__main__":
    main()
