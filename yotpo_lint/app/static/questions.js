// Sends the answers: a list where several can be given, a text otherwise.

import { decide } from "./page.js";

const form = document.querySelector("#questions");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const answers = {};
  for (const question of form.querySelectorAll("[data-question]")) {
    const values = [...question.querySelectorAll("input:checked, select")].map((each) => each.value);
    answers[question.dataset.question] = question.dataset.question === "omit" ? values : values[0] ?? "";
  }
  decide("/questions", answers);
});
