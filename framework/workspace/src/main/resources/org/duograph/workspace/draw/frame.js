/** What is around every picture: the panel, the search, the keys. A page says what they do. */
const byId = id => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const stage = byId("stage");

/** An element with a text and children. */
function make(name, text = "", ...children) {
  const element = document.createElement(name);
  element.textContent = text;
  element.append(...children);
  return element;
}

/** Shows a heading, facts by their names, and whatever a page adds. */
function showPanel(heading, facts, ...more) {
  const panel = byId("panel");
  const close = make("button", "×");
  close.className = "close";
  close.setAttribute("aria-label", "Close");
  close.onclick = () => page.choose(null);
  const list = make("dl");
  for (const [name, value] of Object.entries(facts)) {
    if (name !== "text") {
      list.append(make("dt", name), make("dd", String(value)));
    }
  }
  panel.replaceChildren(close, make("h2", heading), list, ...more);
  panel.hidden = false;
}

/** A row of buttons that lead elsewhere, below a heading; nothing where there are none. */
function ways(heading, targets) {
  if (targets.length === 0) {
    return [];
  }
  const row = make("div");
  row.className = "ways";
  for (const [label, go] of targets) {
    const button = make("button", label);
    button.onclick = go;
    row.append(button);
  }
  return [make("h3", heading), row];
}

const search = {hits: [], at: -1};

/** Marks all boxes in whose facts every word occurs. */
function find() {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(word => word);
  search.at = -1;
  search.hits = words.length === 0
      ? []
      : page.boxes().filter(box => words.every(word => page.textOf(box).includes(word)));
  const hits = new Set(search.hits);
  page.boxes().forEach(box => box.classList.toggle("hit", hits.has(box)));
  page.svg().classList.toggle("searching", words.length > 0);
  byId("found").value = words.length === 0 ? "" : search.hits.length + " found";
}

function nextHit(step) {
  const count = search.hits.length;
  if (count > 0) {
    search.at = search.at < 0 ? (step > 0 ? 0 : count - 1) : (search.at + step + count) % count;
    byId("found").value = search.at + 1 + " of " + count;
    page.choose(search.hits[search.at]);
  }
}

function toggleHelp(shown) {
  byId("help").hidden = !shown;
  byId("keys").setAttribute("aria-expanded", shown);
}

const moves = {ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80]};

function onKey(event) {
  const typing = event.target.matches("input, select");
  if (event.key === "Escape") {
    byId("search").value = "";
    find();
    toggleHelp(false);
    page.choose(null);
    event.target.blur();
  } else if (event.target === byId("search") && event.key === "Enter") {
    nextHit(event.shiftKey ? -1 : 1);
  } else if (typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (event.key === "/") {
    byId("search").focus();
  } else if (event.key === "+" || event.key === "=") {
    page.camera().zoom(1.3);
  } else if (event.key === "-") {
    page.camera().zoom(1 / 1.3);
  } else if (event.key === "0") {
    page.camera().whole();
  } else if (event.key === "?") {
    toggleHelp(byId("help").hidden);
  } else if (moves[event.key] && !event.target.closest("aside")) {
    page.camera().pan(...moves[event.key]);
  } else if ((event.key === "Enter" || event.key === " ") && event.target.dataset.n) {
    page.press(event.target);
  } else if (!page.onKey(event.key)) {
    return;
  }
  event.preventDefault();
}

/** Joins the page to its controls and shows it. */
function start() {
  document.addEventListener("keydown", onKey);
  byId("search").addEventListener("input", find);
  byId("smaller").onclick = () => page.camera().zoom(1 / 1.3);
  byId("larger").onclick = () => page.camera().zoom(1.3);
  byId("whole").onclick = () => page.camera().whole();
  byId("keys").onclick = () => toggleHelp(byId("help").hidden);
  stage.addEventListener("click", event => {
    const box = event.target.closest("[data-n]");
    if (box && !page.camera().dragged) {
      page.press(box, event.target);
    }
  });
  stage.addEventListener("focusin", event => {
    if (event.target.matches(":focus-visible")) {
      page.camera().reveal(event.target);
    }
  });
  new ResizeObserver(() => page.camera().update()).observe(stage);
  page.camera().beginning();
}
