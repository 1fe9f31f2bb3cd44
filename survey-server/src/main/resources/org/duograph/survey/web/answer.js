// Saves what is typed while it is typed, and counts letters. The page works without it.
"use strict";
const form = document.querySelector("form[data-saved]");
const said = document.getElementById("autosave");
const PAUSE = 2000; // milliseconds without typing before what was typed is saved
let timer = 0;
let saving = null;
let changed = false;

function say(words) {
  if (said.textContent !== words) said.textContent = words;
}

async function save() {
  clearTimeout(timer);
  if (!changed || saving) return saving;
  changed = false;
  const fields = new URLSearchParams(new FormData(form));
  fields.set("go", "autosave");
  saving = fetch(form.action, { method: "POST", body: fields, redirect: "error", signal: AbortSignal.timeout(15000) })
    .then((answer) => answer.status === 204, () => false);
  const saved = await saving;
  saving = null;
  if (!saved) changed = true;
  say(saved ? form.dataset.saved : form.dataset.unsaved);
  if (changed) timer = setTimeout(save, saved ? PAUSE : 5 * PAUSE);
  return null;
}

function typed() {
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

// A button waits for what is being saved: an older state must not arrive after a newer one.
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (!saving) return;
  event.preventDefault();
  const button = event.submitter;
  saving.then(() => { clearTimeout(timer); form.requestSubmit(button); });
});
form.addEventListener("input", typed);
document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

// Letters are counted as the server counts them: code points, without blanks around them.
const zero = form.dataset.zero.codePointAt(0); // of the digits that the page writes
const number = (value) => String(value).replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
for (const input of form.querySelectorAll("[data-longest]")) {
  const next = input.nextElementSibling;
  const words = next && next.matches("p.hint") ? next : input.insertAdjacentElement("afterend", document.createElement("p"));
  words.className = "hint";
  const longest = Number(input.dataset.longest);
  const count = () => {
    const left = longest - [...input.value.trim()].length;
    const near = left < longest / 5 || input.matches("textarea");
    words.hidden = !near;
    words.className = left < 0 ? "wrong" : "hint";
    words.textContent = (left < 0 ? form.dataset.over : form.dataset.left).replace("{0}", number(Math.abs(left)));
  };
  input.addEventListener("input", count);
  count();
}
