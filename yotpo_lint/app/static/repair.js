// The table of rejected cells, page by page. Texts are set as texts, never as markup: they are a stranger's.

import { get, post, tellFailure } from "./page.js";

const table = document.querySelector("#cells tbody");
const count = document.querySelector("#count");
const page = document.querySelector("#page");
const back = document.querySelector("#back");
const forth = document.querySelector("#forth");
const code = document.querySelector("#code");
const words = document.querySelector("#words");
const edited = document.querySelector("#edited");
const whole = document.querySelector("#whole");
const PAUSE = 250;
let number = 1;
let asked = 0;
// The last repair that was sent since a row was opened, or null.
let lastRepair = null;

function element(name, text = "", classes = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (classes) made.className = classes;
  return made;
}

function isolated(text) {
  return element("bdi", text);
}

function rows(many) {
  return many === 1 ? "1 row" : `${many.toLocaleString("en")} rows`;
}

function keep(cell, text, mark) {
  lastRepair = sendRepair(cell, text, mark);
}

async function sendRepair(cell, text, mark) {
  try {
    const kept = await post("/repair/cell", { row: cell.row, column: cell.column, text });
    cell.repaired = text === cell.text ? null : text;
    mark(cell.repaired !== null);
    edited.textContent = kept.cells ? `${kept.cells.toLocaleString("en")} ${kept.cells === 1 ? "cell" : "cells"} repaired in ${rows(kept.rows)}, not checked yet.` : "No cell repaired.";
    document.querySelector("#check").disabled = false;
    document.querySelector("#undo").disabled = false;
  } catch (failure) {
    tellFailure(failure.message);
  }
}

// One editable cell: its input, the suggestion, and what stood there before.
function editor(cell, key, mark) {
  const parts = [];
  const input = document.createElement("input");
  input.id = `cell-${key}`;
  input.value = cell.repaired ?? cell.text;
  input.autocomplete = "off";
  input.spellcheck = false;
  const was = element("span", "", "was");
  const marked = (repaired) => {
    // What was repaired before the last check stands in the row already, and the row is rejected all the same.
    const again = repaired && cell.repaired === cell.text;
    mark(repaired && !again);
    was.textContent = again ? "Repaired by you; the row is rejected all the same." : repaired ? `Before: ${cell.text || "nothing"}` : "";
  };
  input.addEventListener("change", () => keep(cell, input.value, marked));
  parts.push(input);
  if (cell.suggestion) {
    const use = element("button", "Use ", "suggestion");
    use.type = "button";
    use.append(isolated(cell.suggestion));
    use.addEventListener("click", () => {
      input.value = cell.suggestion;
      keep(cell, input.value, marked);
      input.focus();
    });
    parts.push(use, document.createTextNode(" "));
  }
  parts.push(was);
  marked(cell.repaired !== null && cell.repaired !== undefined);
  return { input, parts };
}

function shownCell(cell, key) {
  const row = document.createElement("tr");
  const who = element("td");
  who.append(element("b", `Row ${cell.row.toLocaleString("en")}`));
  if (cell.line !== null) who.append(element("span", `line ${cell.line.toLocaleString("en")} of the file`, "small soft"));
  if (cell.customer) {
    const customer = element("span", "", "small");
    customer.append(isolated(cell.customer));
    who.append(customer);
  }
  const open = element("button", "Whole row", "row");
  open.type = "button";
  open.setAttribute("aria-label", `Whole row ${cell.row}`);
  open.dataset.row = cell.row;
  open.addEventListener("click", () => openRow(cell.row));
  who.append(open);
  const why = element("td", cell.reason);
  why.id = `why-${key}`;
  if (cell.question) {
    const answer = element("a", "Answer it for all rows", "small");
    answer.href = "/questions";
    why.append(answer);
  }
  why.append(element("span", cell.code, "small soft"));
  const what = element("td");
  if (cell.column === null) {
    what.append(element("span", "The row as a whole; open it to change its cells.", "soft"));
  } else {
    const label = element("label", "", "cell-label");
    label.append(isolated(cell.column), element("span", ` in row ${cell.row}`, "away"));
    const { input, parts } = editor(cell, key, (repaired) => row.classList.toggle("repaired", repaired));
    label.htmlFor = input.id;
    input.setAttribute("aria-describedby", why.id);
    what.append(label, ...parts);
  }
  row.append(who, what, why);
  return row;
}

async function openRow(rowNumber) {
  try {
    const row = await get(`/repair/rows/${rowNumber}`);
    document.querySelector("#whole-title").textContent = `Row ${row.row.toLocaleString("en")}`;
    document.querySelector("#whole-reasons").textContent = row.reasons;
    const text = document.querySelector("#whole-text");
    text.hidden = !row.text;
    text.textContent = row.text ?? "";
    const cells = Object.entries(row.cells).map(([column, before], place) => {
      const label = element("label");
      label.append(isolated(column));
      const cell = { row: row.row, column, text: before, repaired: row.repaired[column] ?? null };
      const { parts } = editor(cell, `whole-${place}`, (repaired) => label.classList.toggle("repaired", repaired));
      label.append(...parts);
      return label;
    });
    document.querySelector("#whole-cells").replaceChildren(...cells);
    whole.dataset.row = row.row;
    lastRepair = null;
    whole.showModal();
    document.querySelector("#whole-title").focus();
  } catch (failure) {
    tellFailure(failure.message);
  }
}

async function show() {
  const mine = ++asked;
  try {
    const query = new URLSearchParams({ page: number, code: code.value, words: words.value });
    const found = await get(`/repair/cells?${query}`);
    // A later question was asked meanwhile, and its answer is the one to show.
    if (mine !== asked) return;
    number = found.page;
    table.replaceChildren(...found.cells.map(shownCell));
    count.textContent = found.count ? `${found.count.toLocaleString("en")} ${found.count === 1 ? "cell rejects its row" : "cells reject their rows"}` : "No rejected cell matches.";
    page.textContent = `Page ${found.page.toLocaleString("en")} of ${found.pages.toLocaleString("en")}`;
    back.disabled = found.page <= 1;
    forth.disabled = found.page >= found.pages;
  } catch (failure) {
    tellFailure(failure.message);
  }
}

async function turn(by) {
  number += by;
  await show();
  // The first cell of the new page is where the reader goes on.
  const first = table.querySelector("input") ?? table.querySelector("button");
  first?.focus();
}

let waiting;
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => { number = 1; show(); }, PAUSE);
}

if (table) {
  back.addEventListener("click", () => turn(-1));
  forth.addEventListener("click", () => turn(1));
  code.addEventListener("change", soon);
  words.addEventListener("input", soon);
  document.querySelector("#filters").addEventListener("submit", (event) => event.preventDefault());
  // What was changed in the whole row is seen in the table, too; the reader goes on where the row was opened.
  // Where nothing was changed the browser leads back by itself, and a new table would take the focus from whoever
  // has moved on meanwhile.
  whole.addEventListener("close", async () => {
    if (lastRepair === null) return;
    await lastRepair;
    await show();
    table.querySelector(`button.row[data-row="${whole.dataset.row}"]`)?.focus();
  });
  show();
}
