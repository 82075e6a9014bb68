"""What a file is, told by its bytes. A name is asked only for the litter that is litter by its name."""

from __future__ import annotations

import re
from enum import Enum

from qcapp.domain.errors import UnreadableFile
from qcapp.intake.ledgers import HEAD, is_database, is_ledger
from qcapp.intake.ole import SIGNATURE, OleStreams, read_streams
from qcapp.intake.words import CUT_SHORT, DAMAGED, DATABASE, ENCRYPTED, LEDGER, NO_RIGHTS
from qcapp.intake.zips import Budget, Unpacked, ZipEntry, looks_like_zip


class Kind(Enum):
    """The value is stable English. The first six are read as tables, ENCRYPTED may be when a password is known, ZIP is
    opened, LEDGER has a reader of its own, the others say what to do."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    ODT = "odt"
    DOCX = "docx"
    XLS = "xls"
    ZIP = "zip"
    LEDGER = "ledger"
    DATABASE = "database"
    ENCRYPTED = "encrypted"
    ENCRYPTED_ODF = "encrypted odf"
    RIGHTS = "rights"
    DOC = "doc"
    SLIDES = "slides"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    PDF = "pdf"
    OFD = "ofd"
    UOF = "uof"
    IMAGE = "image"
    RTF = "rtf"
    WEB = "web"
    TEXT = "text"
    SHORTCUT = "shortcut"
    CUT_SHORT = "cut short"
    EMPTY = "empty"
    LOCK = "lock"
    LITTER = "litter"
    UNKNOWN = "unknown"

    @property
    def readable(self) -> bool:
        return self in _READABLE

    @property
    def keepable(self) -> bool:
        """Whether it may be a return or 佐证材料, table or not; litter, empty files and shortcuts are neither."""
        return self not in _NOTHING

    @property
    def refusal(self) -> str | None:
        """The sentence for a kind that no table can be read from."""
        return _REFUSALS.get(self)


_READABLE = frozenset({Kind.XLSX, Kind.XLSB, Kind.ODS, Kind.ODT, Kind.DOCX, Kind.XLS})
_NOTHING = frozenset({Kind.LEDGER, Kind.DATABASE, Kind.SHORTCUT, Kind.CUT_SHORT, Kind.EMPTY, Kind.LOCK, Kind.LITTER})

_BY_HAND = "读不出表格，请向单位要 xlsx 或 docx 原件，或对照着手工录入。"
_UNPACK = "请先用解压软件解压，再选择解出的文件导入。"
_REFUSALS = {
    Kind.LEDGER: LEDGER,
    Kind.DATABASE: DATABASE,
    Kind.ENCRYPTED_ODF: "这是设有打开密码的 ods 或 odt 文件，程序解不开，请用 WPS 打开并取消密码，另存为 xlsx 或 docx 再导入。",
    Kind.RIGHTS: NO_RIGHTS,
    Kind.DOC: "这是旧版文字文档（doc 或 wps），请用 WPS 打开后另存为 docx 再导入。",
    Kind.SLIDES: "这是演示文稿，里面没有可读的表，请向单位要 xlsx 或 docx 原件。",
    Kind.RAR: f"这是 rar 压缩包，{_UNPACK}",
    Kind.SEVEN_ZIP: f"这是 7z 压缩包，{_UNPACK}",
    Kind.PDF: f"这是 PDF 文件，{_BY_HAND}",
    Kind.OFD: f"这是 OFD 版式文件，{_BY_HAND}",
    Kind.UOF: "这是 UOF 文档，请用 WPS 打开后另存为 xlsx 或 docx 再导入。",
    Kind.IMAGE: f"这是图片（照片或扫描件），{_BY_HAND}",
    Kind.RTF: "这是 RTF 文档，请用 WPS 打开后另存为 docx 再导入。",
    Kind.WEB: "这是网页或 XML 格式的文件，请用 WPS 打开后另存为 xlsx（文字文档另存为 docx）再导入。",
    Kind.TEXT: "这是纯文本（如 csv）文件，请用 WPS 打开后另存为 xlsx 再导入，或让单位填写下发的表格再报。",
    Kind.SHORTCUT: "这是快捷方式，不是文件本身，请选择原来的文件再导入。",
    Kind.CUT_SHORT: CUT_SHORT,
    Kind.EMPTY: "这份文件是空的（0 字节），请让单位重新发送。",
    Kind.LOCK: "这是 Office 的临时锁文件，不用处理，已跳过。",
    Kind.LITTER: "这是系统或程序自动生成的文件，不用处理，已跳过。",
    Kind.UNKNOWN: "认不出这是什么文件，请让单位用 WPS 打开后另存为 xlsx 或 docx 再报。",
}

_LITTER_NAMES = frozenset({".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".localized"})
_LITTER_FOLDERS = frozenset(
    {"__macosx", "system volume information", "$recycle.bin", ".trashes", ".spotlight-v100", ".fseventsd"}
)
_LITTER_ENDINGS = (".tmp", ".part", ".crdownload", ".partial", ".sqlite3.sha256", ".sqlite3-journal")

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"{\\rtf", Kind.RTF),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Kind.SHORTCUT),
)
_MAIN_TYPES = (
    (b"spreadsheetml.sheet.main+xml", Kind.XLSX),
    (b"ms-excel.sheet.macroEnabled.main+xml", Kind.XLSX),
    (b"spreadsheetml.template.main+xml", Kind.XLSX),
    (b"ms-excel.template.macroEnabled.main+xml", Kind.XLSX),
    (b"ms-excel.sheet.binary.macroEnabled.main", Kind.XLSB),
    (b"wordprocessingml.document.main+xml", Kind.DOCX),
    (b"ms-word.document.macroEnabled.main+xml", Kind.DOCX),
    (b"wordprocessingml.template.main+xml", Kind.DOCX),
    (b"ms-word.template.macroEnabledTemplate.main+xml", Kind.DOCX),
    (b"presentationml.", Kind.SLIDES),
)
_SMALL_PART = 1024 * 1024


def litter(name: str) -> Kind | None:
    """LOCK or LITTER for a file that is such by its name, whatever it holds."""
    plain = re.split(r"[\\/]", name)[-1].casefold()
    if plain.startswith(("~$", ".~lock.", ".~")):
        return Kind.LOCK
    if plain in _LITTER_NAMES or plain.startswith("._") or plain.endswith(_LITTER_ENDINGS):
        return Kind.LITTER
    return None if _LITTER_FOLDERS.isdisjoint(re.split(r"[\\/]", name.casefold())) else Kind.LITTER


def sniff(data: bytes, unpacked: Unpacked | None = None) -> Kind:
    """What the bytes are; ``unpacked``: the same as a container, where that is at hand. UnreadableFile for a zip whose directory
    makes no sense."""
    if not data:
        return Kind.EMPTY
    if looks_like_zip(data):
        return _zip_kind(unpacked or Unpacked(data))
    if is_database(data[:HEAD]):
        return Kind.LEDGER if is_ledger(data[:HEAD]) else Kind.DATABASE
    if data[:8] == SIGNATURE:
        return _ole_kind(read_streams(data))
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data[:2] == b"BM" and len(data) > 26 and data[6:10] == b"\0\0\0\0":
        return Kind.IMAGE
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.IMAGE
    if data[4:8] == b"ftyp" and data[8:11] in (b"hei", b"hev", b"mif", b"avi"):
        return Kind.IMAGE
    return _text_kind(data)


def _zip_kind(package: Unpacked) -> Kind:
    by_name: dict[str, ZipEntry] = {}
    for entry in package.entries:
        by_name.setdefault(entry.name.replace("\\", "/").lstrip("/").casefold(), entry)
    if types := by_name.get("[content_types].xml"):
        return _ooxml_kind(_part(package, types), by_name)
    mimetype = _part(package, by_name.get("mimetype")).strip()
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        if b"encryption-data" in _part(package, by_name.get("meta-inf/manifest.xml")):
            return Kind.ENCRYPTED_ODF
        return _opendocument_kind(mimetype)
    return Kind.OFD if "ofd.xml" in by_name else Kind.UOF if "uof.xml" in by_name else Kind.ZIP


def _part(package: Unpacked, entry: ZipEntry | None) -> bytes:
    """A small part whole; b"" when there is none."""
    if entry is None:
        return b""
    if entry.encrypted:
        raise UnreadableFile(ENCRYPTED)
    return b"".join(package.pieces(entry, Budget(_SMALL_PART, _SMALL_PART)))


def _ooxml_kind(types: bytes, names: dict[str, ZipEntry]) -> Kind:
    if types[:2] in (b"\xff\xfe", b"\xfe\xff"):
        types = types.decode("utf-16", "replace").encode()
    for main_type, kind in _MAIN_TYPES:
        if main_type in types:
            return kind
    parts = (("xl/workbook.xml", Kind.XLSX), ("xl/workbook.bin", Kind.XLSB), ("word/document.xml", Kind.DOCX))
    return next((kind for part, kind in parts if part in names), Kind.UNKNOWN)


def _opendocument_kind(mimetype: bytes) -> Kind:
    document = mimetype.removeprefix(b"application/vnd.oasis.opendocument.")
    if document.startswith(b"spreadsheet"):
        return Kind.ODS
    if document.startswith(b"text"):
        return Kind.ODT
    return Kind.SLIDES if document.startswith(b"presentation") else Kind.UNKNOWN


def _ole_kind(streams: OleStreams) -> Kind:
    names = streams.names
    if "EncryptionInfo" in names:
        return Kind.ENCRYPTED
    if "EncryptedPackage" in names:
        return Kind.RIGHTS
    if "Workbook" in names or "Book" in names:
        return Kind.ENCRYPTED if streams.workbook_encrypted else Kind.XLS
    if "WordDocument" in names or "MatOST" in names:
        return Kind.DOC
    if "PowerPoint Document" in names:
        return Kind.SLIDES
    if not names:
        raise UnreadableFile(DAMAGED)
    return Kind.UNKNOWN


def _text_kind(data: bytes) -> Kind:
    """Text of some sort, or nothing known."""
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<", b"mime-version:")):
        return Kind.WEB
    if start.startswith((b"{\\rtf", b"[internetshortcut]")):
        return Kind.RTF if start[:1] == b"{" else Kind.SHORTCUT
    if not start.strip(b"\0"):
        # What a stick that was pulled too early leaves: blanks, or nothing but zeros.
        return Kind.CUT_SHORT
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in start)
    return Kind.TEXT if not controls else Kind.UNKNOWN
