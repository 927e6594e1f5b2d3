// What every page has: requests that carry the page's token, a place for failures, and the button that ends it all.

const token = document.querySelector('meta[name="csrf"]').content;

export function tellFailure(text) {
  const note = document.createElement("p");
  note.className = "note no";
  note.textContent = text;
  document.querySelector("#failure").replaceChildren(note);
  note.scrollIntoView({ block: "nearest" });
}

const GONE = "The page does not answer; it may have ended. Run `yotpo-lint open` again.";

async function answered(response) {
  const kind = response.headers.get("content-type") ?? "";
  const answer = kind.startsWith("application/json") ? await response.json() : { error: await response.text() };
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

export async function get(path) {
  return answered(await fetch(path).catch(() => Promise.reject(new Error(GONE))));
}

export async function post(path, decision = {}) {
  const request = { method: "POST", headers: { "x-csrf-token": token, "content-type": "application/json" }, body: JSON.stringify(decision) };
  return answered(await fetch(path, request).catch(() => Promise.reject(new Error(GONE))));
}

// Sends a file as it is; only this kind of request tells how much of it was sent.
export function send(path, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("x-csrf-token", token);
    request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const answer = request.getResponseHeader("content-type")?.startsWith("application/json") ? JSON.parse(request.responseText) : { error: request.responseText };
      if (request.status === 200) resolve(answer);
      else reject(new Error(answer.error));
    });
    request.addEventListener("error", () => reject(new Error(GONE)));
    request.send(file);
  });
}

// Decides and goes where the answer says; a failure is told where a screen reader reads it at once.
export async function decide(path, decision) {
  try {
    const { next } = await post(path, decision);
    if (next) location.assign(next);
  } catch (failure) {
    tellFailure(failure.message);
  }
}

for (const button of document.querySelectorAll("button[data-post]")) {
  button.addEventListener("click", () => {
    if (!button.dataset.confirm || confirm(button.dataset.confirm)) decide(button.dataset.post);
  });
}

for (const form of document.querySelectorAll("form[data-post]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    decide(form.dataset.post, Object.fromEntries(new FormData(form)));
  });
}

document.querySelector("#finish").addEventListener("click", async () => {
  if (!confirm("End the page and delete its copies of your files? What you downloaded stays.")) return;
  try {
    await post("/finish");
  } catch (failure) {
    tellFailure(failure.message);
    return;
  }
  const main = document.querySelector("main");
  const title = document.createElement("h1");
  title.textContent = "Everything is deleted";
  const text = document.createElement("p");
  text.textContent = "You can close this window.";
  main.replaceChildren(title, text);
  document.querySelector("header").remove();
  document.querySelector("footer").remove();
  document.title = title.textContent;
  main.focus();
});
