"use strict";
// The box that shows what window.duographSearch finds, while one types.
(function () {
  const dialog = document.querySelector("dialog.search");
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("ol");
  const note = dialog.querySelector(".search-note");
  const root = document.querySelector(".brand").getAttribute("href").replace("index.html", "");
  const fold = window.duographSearch.fold;
  let selected = 0;

  function snippet(entry, words) {
    const low = fold(entry.x);
    const at = Math.max(0, Math.min(...words.map((w) => low.indexOf(w)).filter((i) => i >= 0).concat([low.length])) - 30);
    const from = at >= low.length - 30 ? 0 : at === 0 ? 0 : entry.x.indexOf(" ", at) + 1;
    return (from > 0 ? "… " : "") + entry.x.slice(from, from + 150);
  }

  function marked(element, text, words) {
    if (words.length === 0) {
      element.append(text);
      return element;
    }
    const pattern = new RegExp("(" + words.map((w) => w.replace(/[^\p{L}\p{N}]/gu, "")).join("|") + ")", "iu");
    text.split(pattern).forEach((part, i) => {
      if (i % 2 === 0) element.append(part);
      else element.append(Object.assign(document.createElement("mark"), { textContent: part }));
    });
    return element;
  }

  function item(entry, words, i) {
    const li = document.createElement("li");
    li.setAttribute("role", "presentation");
    const a = Object.assign(document.createElement("a"), { href: root + entry.u, id: "result-" + i, tabIndex: -1 });
    a.setAttribute("role", "option");
    a.addEventListener("click", () => dialog.close());
    const title = marked(document.createElement("strong"), entry.t, words);
    a.append(title);
    if (entry.t !== entry.p) a.append(Object.assign(document.createElement("span"), { className: "where", textContent: " · " + entry.p }));
    a.append(marked(document.createElement("small"), snippet(entry, words), words));
    li.append(a);
    return li;
  }

  function select(i) {
    const items = [...list.querySelectorAll("a")];
    selected = Math.max(0, Math.min(i, items.length - 1));
    items.forEach((a, k) => a.setAttribute("aria-selected", String(k === selected)));
    if (items[selected]) {
      items[selected].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[selected].id);
    }
  }

  function search() {
    const { entries, words, found } = window.duographSearch.find(input.value);
    list.replaceChildren(...entries.map((e, i) => item(e, words, i)));
    if (input.value.trim() === "") note.textContent = "Type a word: an operator, a command, a concept, an error.";
    else if (found) note.textContent = "↑ ↓ to choose, Enter to open";
    else note.textContent = "Nothing has all of “" + input.value.trim() + "”. These are the nearest pages.";
    select(0);
  }

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    search();
  }

  document.querySelector(".search-button").addEventListener("click", open);
  input.addEventListener("input", search);
  dialog.addEventListener("click", (e) => { if (e.target === dialog) dialog.close(); });
  dialog.querySelector("form").addEventListener("submit", (e) => {
    e.preventDefault();
    if (e.submitter && e.submitter.classList.contains("close")) dialog.close();
  });
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      select(selected + (e.key === "ArrowDown" ? 1 : -1));
    } else if (e.key === "Enter") {
      e.preventDefault();
      const link = list.querySelectorAll("a")[selected];
      if (link) link.click();
    }
  });
  document.addEventListener("keydown", (e) => {
    if (dialog.open) return;
    const active = document.activeElement;
    // A field in the closed dialog may keep the focus until the next frame.
    const typing = active !== input && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName);
    if ((e.key === "/" && !typing) || (e.key === "k" && (e.ctrlKey || e.metaKey))) {
      e.preventDefault();
      open();
    }
  });
})();
