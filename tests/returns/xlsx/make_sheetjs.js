// Make notes_sheetjs.xlsb and sheetjs.xls of this folder anew, with SheetJS (npm install xlsx): node make_sheetjs.js
const XLSX = require("xlsx");

const sheet = {
  "!ref": "A1:C4",
  "!merges": [{ s: { r: 3, c: 0 }, e: { r: 3, c: 1 } }],
  A1: { t: "s", v: "进展" }, B1: { t: "s", v: "时限" }, C1: { t: "s", v: "电话" },
  A2: { t: "s", v: "已完成", c: [{ a: "某甲", t: "某甲:\n批注里的进展" }] },
  B2: { t: "n", v: 44561, z: 'yyyy"年"m"月"d"日"' },
  C2: { t: "n", v: 7633312345, z: "0000-0000000" },
  A3: { t: "e", v: 0x17, w: "#REF!" }, B3: { t: "n", v: 0.545, z: "0.0%" }, C3: { t: "n", v: 13800138000 },
  A4: { t: "s", v: "合并" },
};
const hidden = { "!ref": "A1", A1: { t: "s", v: "藏着的" } };
const book = {
  SheetNames: ["表", "藏"],
  Sheets: { 表: sheet, 藏: hidden },
  Workbook: { Sheets: [{ Hidden: 0 }, { Hidden: 2 }] },
};
for (const [type, name] of [["xlsb", "notes_sheetjs.xlsb"], ["biff8", "sheetjs.xls"]])
  XLSX.writeFile(book, name, { bookType: type });
