// Asks how far the check is and shows it; when it is done, goes on.

import { get, tellFailure } from "./page.js";

const PAUSE = 400;
const place = document.querySelector("#working");
const status = document.querySelector("#status");
const progress = document.querySelector("#progress");
const steps = [...document.querySelectorAll(".tasks li")];
const began = Date.now();
let shown = -1;

function show({ step, rows }) {
  const seconds = Math.round((Date.now() - began) / 1000);
  const count = rows === null ? "" : ` of ${rows.toLocaleString("en")} rows`;
  document.title = `${steps[step].textContent} · yotpo-lint`;
  progress.value = step + 0.5;
  // Said once a step: a screen reader would read every second otherwise.
  if (step !== shown) {
    shown = step;
    status.textContent = `Step ${step + 1} of ${steps.length}: ${steps[step].textContent}${count}`;
    steps.forEach((each, number) => {
      each.classList.toggle("done", number < step);
      if (number === step) each.setAttribute("aria-current", "step");
      else each.removeAttribute("aria-current");
    });
  }
  place.dataset.seconds = seconds;
}

async function ask() {
  try {
    const answer = await get(`/job?then=${encodeURIComponent(place.dataset.then)}`);
    if (!answer.busy) {
      location.replace(answer.next);
      return;
    }
    show(answer);
    setTimeout(ask, PAUSE);
  } catch (failure) {
    tellFailure(failure.message);
  }
}

ask();
