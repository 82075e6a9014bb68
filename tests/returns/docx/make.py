"""Make the files of this folder anew with LibreOffice at hand: python -m tests.returns.docx.make"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from qcapp.forms.docx_writer import write_docx
from tests.forms.docx_made import CONTINUE, RESTART, W, comments, docx, note, notes, p, picture, r, span, tbl, tc, tr
from tests.forms.tables import form
from tests.returns.xlsx.make import UNIT, resave
from tools.made_up_returns import fill_docx

FOLDER = Path(__file__).resolve().parent
KINDS = ("docx", "odt")

_NOS = [block.no for block in form(UNIT).blocks[:2]]
# What the unit types: measure → field → text.
ANSWERS: dict[int, dict[str, str]] = {
    _NOS[0]: {
        "progress": "已完成 11 个系统摸底，6 个完成迁移，迁移率 54.5%。\n下一步：8月底前完成 12345 平台迁移。",
        "problems": "=部分系统无源码", "deadline": "2021年12月底",
        "responsible.name": "张三", "responsible.phone": "0763-3312345",
        "liaison.name": "李四、王小明", "liaison.phone": "13800138000、13900139000",
    },
    _NOS[1]: {"progress": "本月无新进展，待市级系统上线。😀", "problems": "无", "deadline": "长期坚持"},
}

_BY = 'w:id="9" w:author="某人" w:date="2021-07-22T09:00:00Z"'


def _item(text: str) -> str:
    return '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>' + r(text) + "</w:p>"


def _laid(table: str, columns: int) -> str:
    """A table with the widths that LibreOffice goes by; each column 1,500 twips."""
    widths = '<w:gridCol w:w="1500"/>' * columns
    table = table.replace("<w:tblGrid/>", f"<w:tblGrid>{widths}</w:tblGrid>", 1)
    table = table.replace(f"<w:tcPr>{span(2)}", f'<w:tcPr><w:tcW w:w="3000" w:type="dxa"/>{span(2)}')
    for rest in ("<w:vMerge", "</w:tcPr"):
        table = table.replace(f"<w:tcPr>{rest}", f'<w:tcPr><w:tcW w:w="1500" w:type="dxa"/>{rest}')
    return table


def marked() -> bytes:
    """A table with everything in its cells that is not plain text."""
    box = (
        '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:rect style="position:absolute;width:90pt;height:30pt">'
        f"<v:textbox><w:txbxContent>{p('见附件')}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>"
    )
    edited = p(
        "受理", f"<w:del {_BY}><w:r><w:delText>10</w:delText></w:r></w:del>", f"<w:ins {_BY}>{r('12')}</w:ins>", "件。",
        r("不给看", "<w:vanish/>"), '<w:r><w:t>前</w:t><w:tab/><w:t>后</w:t><w:br/><w:t xml:space="preserve">下  行</w:t></w:r>',
    )
    control = f"<w:sdt><w:sdtPr><w:alias w:val='时限'/></w:sdtPr><w:sdtContent>{r('2021年12月底')}</w:sdtContent></w:sdt>"
    remark = '<w:r><w:commentReference w:id="0"/></w:r>'
    noted = p("走访三户", note("footnote", 2), picture("rIdA"))
    nested = _laid(tbl(tr("事项", "件数"), tr("受理", "3")), 2)
    last = tc(p("长期坚持", remark, box))
    body = (
        p("甲区2021年责任清单细化表"),
        _laid(tbl(
            tr("改革措施", tc("责任人", span(2)), "进展情况", "完成时限"),
            tr(tc("1.推行容缺受理。", RESTART), "责任人：张三", "13800138000", tc(edited, RESTART), tc(p(control), RESTART)),
            tr(tc("", CONTINUE), "联系人：李四", "13900139000", tc("", CONTINUE), tc("", CONTINUE)),
            tr("2.压减办理时间。", "责任人：张三", "", tc(p("前段") + nested + p("后段")), ""),
        ), 5),
        p("（续表）"),
        _laid(tbl(tr("3.开展辅导。", "责任人：王五", "", tc(_item("办班两期") + noted), last)), 5),
        p("填报单位：某局"),
    )
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    related = {"comments": comments("时限待定"), "numbering": numbering, "footnotes": notes("footnote", _2="截至7月20日")}
    return docx("".join(body), related, pictures={"rIdA": "image1.png"})


def filled_form(path: Path) -> Path:
    write_docx(form(UNIT, filled=False), path)
    return fill_docx(path, path, ANSWERS)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        (here / "made").mkdir()
        sources = {"filled": filled_form(here / "filled.docx"), "marked": here / "marked.docx"}
        sources["marked"].write_bytes(marked())
        shutil.copy(sources["filled"], FOLDER / "filled_python.docx")
        old = resave(sources["filled"], "doc", here / "made", here / "profile")
        shutil.copy(resave(old, "docx", here / "made", here / "profile"), FOLDER / "filled_doc_libreoffice.docx")
        for stem, source in sources.items():
            for kind in KINDS:
                shutil.copy(resave(source, kind, here / "made", here / "profile"), FOLDER / f"{stem}_libreoffice.{kind}")


if __name__ == "__main__":
    main()
