"use strict";
(() => {
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
      target.querySelector("summary").focus({ preventScroll: true });
    }
  };
  addEventListener("hashchange", open);
  open();
  // On paper nothing can be opened, so what is left to be done is; what was repaired stays a line.
  addEventListener("beforeprint", () => document.querySelectorAll("details.paper").forEach((each) => (each.open = true)));

  const table = document.getElementById("rows-table");
  if (!table) return;
  const PER_PAGE = 50;
  const ON_PAPER = 200;
  const $ = (id) => document.getElementById(id);
  const body = table.tBodies[0];
  const number = new Intl.NumberFormat("en");
  const rows = Array.from(body.rows, (row, at) => {
    const reasons = Array.from(row.querySelectorAll("li"));
    return {
      row,
      at,
      text: row.textContent.toLowerCase(),
      codes: reasons.map((each) => each.dataset.code),
      fields: reasons.map((each) => each.dataset.field),
      pairs: reasons.map((each) => each.dataset.code + " " + each.dataset.field),
    };
  });
  const keys = [
    (each) => each.at,
    (each) => Number(each.row.cells[1].textContent) || Infinity,
    (each) => each.codes.join(" "),
    (each) => each.row.cells[3].textContent.trim().toLowerCase(),
  ];
  // Where the list is a sample, a search has not looked at all rows, and says so.
  const rejected = Number(table.dataset.rejected);
  const listed = `${number.format(rows.length)} listed` + (rows.length < rejected ? ` (${number.format(rejected)} rejected)` : "");
  let matching = rows;
  let page = 0;
  let sorted = { column: 0, descending: false };

  const choices = (select, values) => {
    const counts = new Map();
    for (const each of values) counts.set(each, (counts.get(each) || 0) + 1);
    for (const value of Array.from(counts.keys()).sort()) {
      const option = document.createElement("option");
      option.value = value === "" ? "-" : value;
      option.textContent = `${value || "whole row"} (${number.format(counts.get(value))})`;
      select.append(option);
    }
  };
  choices($("by-code"), rows.flatMap((each) => Array.from(new Set(each.codes))));
  choices($("by-field"), rows.flatMap((each) => Array.from(new Set(each.fields))));

  const show = () => {
    const pages = Math.max(1, Math.ceil(matching.length / PER_PAGE));
    page = Math.min(page, pages - 1);
    const from = page * PER_PAGE;
    const shown = matching.slice(from, from + PER_PAGE);
    body.replaceChildren(...shown.map((each) => each.row));
    $("count").textContent = matching.length
      ? `${number.format(from + 1)} to ${number.format(from + shown.length)} of ${number.format(matching.length)} rows`
        + (matching.length < rows.length ? ` that match, of ${listed}` : rows.length < rejected ? ` listed of ${number.format(rejected)} rejected` : "")
      : `No row matches, of ${listed}`;
    $("page").textContent = `Page ${number.format(page + 1)} of ${number.format(pages)}`;
    $("back").disabled = page === 0;
    $("forth").disabled = page === pages - 1;
    $("pager").hidden = pages === 1;
  };
  const choose = () => {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const code = $("by-code").value;
    const field = $("by-field").value === "-" ? "" : $("by-field").value || null;
    matching = rows.filter(
      (each) =>
        words.every((word) => each.text.includes(word))
        && (code && field !== null
          ? each.pairs.includes(code + " " + field)
          : (!code || each.codes.includes(code)) && (field === null || each.fields.includes(field))),
    );
    page = 0;
    order();
  };
  const order = () => {
    const key = keys[sorted.column];
    const sign = sorted.descending ? -1 : 1;
    matching = matching.map((each) => [key(each), each]).sort(([a, x], [b, y]) => (a < b ? -sign : a > b ? sign : x.at - y.at)).map(([, each]) => each);
    show();
  };

  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      sorted = { column, descending: sorted.column === column && !sorted.descending };
      for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sorted.descending ? "descending" : "ascending");
      page = 0;
      order();
    });
  });
  $("search").addEventListener("input", choose);
  $("by-code").addEventListener("change", choose);
  $("by-field").addEventListener("change", choose);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  const turn = (by) => {
    page += by;
    show();
    $("count").scrollIntoView({ block: "center" });
  };
  $("back").addEventListener("click", () => turn(-1));
  $("forth").addEventListener("click", () => turn(1));
  // Paper gets the first rows, in the order in which they are shown, and says how many there are.
  addEventListener("beforeprint", () => {
    body.replaceChildren(...matching.slice(0, ON_PAPER).map((each) => each.row));
    $("cut").textContent = `The first ${number.format(ON_PAPER)} of ${number.format(matching.length)} rows are printed; the file of rejected rows has all.`;
    $("cut").hidden = matching.length <= ON_PAPER;
  });
  addEventListener("afterprint", () => {
    $("cut").hidden = true;
    show();
  });
  $("filters").hidden = false;
  show();
})();
