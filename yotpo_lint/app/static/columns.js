// A field is fed by one choice: who gives it to another column takes it from the one that had it, and is told so.

import { decide } from "./page.js";

const form = document.querySelector("#columns");
const selects = [...form.querySelectorAll("select[data-column]")];
const moved = document.querySelector("#moved");
const source = document.querySelector("#source");

function parts(select) {
  return select.value.split("+").filter(Boolean);
}

for (const select of selects) {
  select.addEventListener("change", () => {
    const taken = parts(select);
    const before = selects.filter((each) => each !== select && parts(each).some((field) => taken.includes(field)));
    for (const each of before) each.value = "";
    const names = before.map((each) => `“${each.dataset.column}”`).join(", ");
    moved.textContent = names ? `${names} ${before.length === 1 ? "is" : "are"} not uploaded now, for “${select.dataset.column}” takes the place.` : "";
  });
}

function chosen() {
  return { source: source.value, columns: Object.fromEntries(selects.map((each) => [each.dataset.column, each.value])) };
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  decide("/columns", chosen());
});
