// Takes a file by drop or by choice and sends it to this computer's own server.

import { send, tellFailure } from "./page.js";

const form = document.querySelector("#drop");
const input = document.querySelector("#file");
const sending = document.querySelector("#sending");
const sent = document.querySelector("#sent");

async function take(file) {
  if (file.size > Number(form.dataset.limit)) {
    tellFailure(`The file is larger than ${Number(form.dataset.limit) / 1e6} MB; repair it with the command yotpo-lint fix, which takes files of any size.`);
    return;
  }
  sending.hidden = false;
  input.disabled = true;
  try {
    const { next } = await send(`/upload?name=${encodeURIComponent(file.name)}`, file, (share) => { sent.value = share; });
    location.assign(next);
  } catch (failure) {
    tellFailure(failure.message);
    sending.hidden = true;
    input.disabled = false;
    input.value = "";
  }
}

input.addEventListener("change", () => { if (input.files.length) take(input.files[0]); });
form.addEventListener("submit", (event) => event.preventDefault());

// The whole page takes a drop; a browser would open the file otherwise, and leave the page.
addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const files = event.dataTransfer.files;
  if (files.length > 1) tellFailure("Drop one file at a time.");
  else if (files.length) take(files[0]);
});
