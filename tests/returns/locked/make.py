"""Make the files of this folder anew with LibreOffice at hand: python -m tests.returns.locked.make"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PASSWORD = "区住建局2021"
# What Excel takes where a file is only guarded against changes; whoever opens it isn't asked.
UNASKED = "VelvetSweatshop"

# Target → source, filter, password.
FILES: dict[str, tuple[str, str, str]] = {
    "locked.xlsx": ("xlsx/filled_libreoffice.xlsx", "Calc MS Excel 2007 XML", PASSWORD),
    "locked.docx": ("docx/filled_libreoffice.docx", "MS Word 2007 XML", PASSWORD),
    "locked.xls": ("xlsx/filled_libreoffice.xlsx", "MS Excel 97", PASSWORD),
    "unasked.xls": ("xlsx/filled_libreoffice.xlsx", "MS Excel 97", UNASKED),
    "locked.ods": ("xlsx/filled_libreoffice.xlsx", "calc8", PASSWORD),
    "locked.odt": ("docx/filled_libreoffice.docx", "writer8", PASSWORD),
    "locked.doc": ("docx/filled_libreoffice.docx", "MS Word 97", PASSWORD),
}

_BASIC = """
Sub SaveLocked(source, target, filter, password)
  On Error Goto failed
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  Dim words(1)
  words(0) = CreateUnoStruct("com.sun.star.beans.NamedValue")
  words(0).Name = "OOXPassword" : words(0).Value = password
  words(1) = CreateUnoStruct("com.sun.star.beans.NamedValue")
  words(1).Name = "CryptoType" : words(1).Value = "StrongEncryptionDataSpace"
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName" : how(0).Value = filter
  If InStr(filter, "2007") > 0 Then
    how(1).Name = "EncryptionData" : how(1).Value = CreateUnoValue("[]com.sun.star.beans.NamedValue", words())
  Else
    how(1).Name = "Password" : how(1).Value = password
  End If
  document.storeToURL(target, how())
  document.close(True)
  Exit Sub
failed:
  StarDesktop.terminate()
End Sub
"""
_MODULE = (
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">'
    f"{_BASIC.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</script:module>"
)
_LIBRARY = (
    '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" '
    'library:passwordprotected="false"><library:element library:name="Module1"/></library:library>'
)


def main() -> None:
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is not installed"
    with tempfile.TemporaryDirectory() as name:
        profile = Path(name, "profile")
        words = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        subprocess.run([*words, "--terminate_after_init"], check=True, capture_output=True, timeout=60)
        basic = profile / "user" / "basic" / "Standard"
        basic.mkdir(parents=True, exist_ok=True)
        (basic / "Module1.xba").write_text(_MODULE, encoding="utf-8")
        (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
        for target, (source, kind, password) in FILES.items():
            urls = f'"{(FOLDER.parent / source).as_uri()}","{Path(name, target).as_uri()}"'
            macro = f'macro:///Standard.Module1.SaveLocked({urls},"{kind}","{password}")'
            subprocess.run([*words, macro], check=True, capture_output=True, timeout=60)
            shutil.copy(Path(name, target), FOLDER / target)


if __name__ == "__main__":
    main()
