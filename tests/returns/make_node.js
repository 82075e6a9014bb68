// Save the filled form with JavaScript libraries: node make_node.js CELLS.json, with xlsx, exceljs, xlsx-populate and docx
// to be found by NODE_PATH, and the older SheetJS, which writes xlsb with whole cell records, in the folder SHEETJS_016. CELLS.json is what make_libraries.py leaves.
"use strict";
const fs = require("fs");
const path = require("path");

const at = (...names) => path.join(__dirname, "saved", ...names);
const FILLED = at("xlsx", "openpyxl.xlsx");
const PASSWORD = "营商2021";

function sheetjs() {
  const XLSX = require("xlsx");
  const book = XLSX.readFile(FILLED, { cellDates: false, cellNF: true, cellStyles: true });
  const kinds = [
    ["xlsx/sheetjs.xlsx", "xlsx"], ["xlsx/sheetjs.xlsm", "xlsm"], ["xlsx/sheetjs.xlsb", "xlsb"],
    ["xls/sheetjs-biff8.xls", "biff8"],
    ["ods/sheetjs.ods", "ods"], ["others/sheetjs-2003.xml", "xlml"], ["others/sheetjs-unicode.txt", "txt"],
    ["others/sheetjs-html.xls", "html"],
  ];
  for (const [file, bookType] of kinds) {
    XLSX.writeFile(book, at(...file.split("/")), { bookType, codepage: 936, bookSST: true, compression: true });
  }
  const older = require(path.join(process.env.SHEETJS_016, "node_modules", "xlsx"));
  older.writeFile(older.readFile(FILLED, { cellNF: true }), at("xlsx", "sheetjs-016.xlsb"), { bookType: "xlsb", bookSST: true });
}

async function exceljs() {
  const book = new (require("exceljs").Workbook)();
  await book.xlsx.readFile(FILLED);
  await book.xlsx.writeFile(at("xlsx", "exceljs.xlsx"));
}

async function populate() {
  const book = await require("xlsx-populate").fromFileAsync(FILLED);
  await book.toFileAsync(at("xlsx", "xlsx-populate.xlsx"));
  await book.toFileAsync(at("locked", "xlsx-populate.xlsx"), { password: PASSWORD });
}

async function docx({ rows, merges }) {
  const { Document, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } = require("docx");
  const spans = new Map(merges.map(([top, left, bottom]) => [`${top}/${left}`, bottom - top + 1]));
  const covered = new Set();
  for (const [top, left, bottom] of merges) for (let row = top + 1; row <= bottom; row++) covered.add(`${row}/${left}`);
  const paragraphs = (text) => String(text ?? "").split("\n").map((line) => new Paragraph({ children: [new TextRun(line)] }));
  const body = rows.map((row, r) => [row, r]).slice(2).filter(([row]) => row.slice(1).some((text) => text !== null));
  const made = body.map(([row, r]) => new TableRow({
    children: row.map((text, c) => [text, c]).filter(([, c]) => !covered.has(`${r}/${c}`)).map(([text, c]) =>
      new TableCell({ rowSpan: spans.get(`${r}/${c}`) ?? 1, children: paragraphs(text) })),
  }));
  const table = new Table({ rows: made, width: { size: 100, type: WidthType.PERCENTAGE } });
  const document = new Document({ sections: [{ children: [...paragraphs(rows[0][0]), ...paragraphs(rows[1][0]), table] }] });
  fs.writeFileSync(at("docx", "npm-docx.docx"), await Packer.toBuffer(document));
}

async function main() {
  sheetjs();
  await exceljs();
  await populate();
  await docx(JSON.parse(fs.readFileSync(process.argv[2], "utf8")));
}

main().catch((error) => { console.error(error); process.exit(1); });
