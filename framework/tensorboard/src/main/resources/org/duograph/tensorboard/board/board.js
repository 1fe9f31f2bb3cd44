// The board's frame: what has been read (runs), what is chosen (chosen), and which view is shown.
const byId = id => document.getElementById(id);
const runs = {};                 // by name: views of tags of points, as the server sends them
const problems = [];
const chosen = {view: "", hidden: new Set(), filter: "", smooth: 0.6, axis: "step", log: false, wide: new Set(), at: {}};
const VIEWS = [];                // {name, title, has(run), draw(main, names)}: the scripts below add theirs
let board = "", next = 0, paused = false, live = false, frame = 0;

function el(tag, attributes, ...children) {
  const svg = ["svg", "g", "path", "line", "rect", "text", "circle", "title"].includes(tag);
  const e = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (name.startsWith("aria-")) e.setAttribute(name, value);
    else if (value !== null && value !== undefined && value !== false) e.setAttribute(name, value === true ? "" : value);
  }
  e.append(...children.filter(c => c !== null && c !== undefined));
  return e;
}

const names = () => Object.keys(runs).sort((a, b) => a.localeCompare(b, "en", {numeric: true}));
const shown = () => names().filter(n => !chosen.hidden.has(n));
const colour = name => `var(--run-${names().indexOf(name) % 8})`;
const swatch = name => el("span", {class: "swatch", style: `background:${colour(name)}`});
const matches = tag => tag.toLowerCase().includes(chosen.filter.toLowerCase());

// Numbers as one reads them: four digits that count.
function short(x) {
  if (x === null || x === undefined) return "not a number";
  const a = Math.abs(x);
  if (x === 0) return "0";
  if (a >= 1e6 || a < 1e-4) return x.toExponential(2);
  return String(Number(x.toPrecision(4)));
}
function duration(seconds) {
  if (seconds < 60) return `${short(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round(seconds % 3600 / 60)} min`;
}

// One piece is what is new of some runs; see Piece.java.
function take(piece) {
  for (const [name, news] of Object.entries(piece)) {
    const run = runs[name] || (runs[name] = {});
    for (const [view, value] of Object.entries(news)) {
      if (view === "forget") {
        for (const old of Object.values(run)) if (!Array.isArray(old) && !old.rows)
          for (const tag of Object.keys(old)) old[tag] = old[tag].filter(p => p[0] < value);
      }
    }
    for (const [view, value] of Object.entries(news)) {
      if (view === "forget") continue;
      if (Array.isArray(value) || value.rows) run[view] = value;
      else for (const [tag, points] of Object.entries(value)) {
        const all = (run[view] || (run[view] = {}));
        all[tag] = (all[tag] || []).concat(points);
      }
    }
  }
}
function takeAll(reply) {
  if (reply.id !== board) for (const name of Object.keys(runs)) delete runs[name];
  board = reply.id;
  next = reply.next;
  reply.pieces.forEach(take);
  problems.splice(0, problems.length, ...reply.problems);
  document.title = reply.folder.split(/[\\/]/).pop() + " · Duograph board";
  byId("state").title = reply.folder;
  return reply.pieces.length > 0;
}
async function ask() {
  try {
    const reply = await (await fetch(`pieces?id=${board}&from=${next}`)).json();
    const before = problems.length;
    if (takeAll(reply) || problems.length !== before || !byId("view").firstChild) render();
    say(paused ? "paused" : "live");
  } catch (e) {
    say("the server has ended");
  }
}
async function follow() {
  if (!paused && !document.hidden) await ask();
  setTimeout(follow, 1500);
}
function say(what) { if (byId("state").textContent !== what) byId("state").textContent = what; }

// Draws everything anew with the next frame; a control that has the focus keeps it.
function render() {
  if (frame) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    const there = VIEWS.filter(v => names().some(n => v.has(runs[n])));
    if (!there.some(v => v.name === chosen.view)) {
      const wished = location.hash.slice(1);
      chosen.view = (there.find(v => v.name === wished) || there[0] || {}).name || "";
    }
    drawTabs(there);
    drawRuns();
    document.querySelectorAll("[data-for]").forEach(s => s.hidden = s.dataset.for !== chosen.view);
    const main = byId("view"), view = there.find(v => v.name === chosen.view);
    const focus = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.key : null;
    const content = document.createDocumentFragment();
    problems.forEach(p => content.append(el("p", {class: "problem", role: "alert"}, p)));
    if (view) view.draw(content, shown().filter(n => view.has(runs[n])));
    else content.append(nothing());
    main.setAttribute("aria-label", view ? view.title : "Nothing yet");
    const height = main.offsetHeight;
    main.style.minHeight = height + "px"; // so that the window does not scroll while it is empty
    main.replaceChildren(content);
    main.style.minHeight = "";
    if (focus) { const again = main.querySelector(`[data-key="${CSS.escape(focus)}"]`); if (again) again.focus({preventScroll: true}); }
  });
}
function nothing() {
  return el("div", {class: "empty"}, el("h2", {}, "No events yet"),
    el("p", {}, "The board shows what a training writes into this folder, as soon as it does. In Java:"),
    el("pre", {}, "model.fit(x, y, epochs(20), callbacks(new TensorBoard(Path.of(\"runs/first\"))));"));
}
function drawTabs(there) {
  const tabs = byId("tabs"), text = there.map(v => v.name).join() + chosen.view;
  if (tabs.dataset.drawn === text) return;
  tabs.dataset.drawn = text;
  const had = tabs.contains(document.activeElement);
  tabs.replaceChildren(...there.map((v, i) => el("button", {role: "tab", id: "tab-" + v.name, "aria-selected": v.name === chosen.view, "aria-controls": "view",
    tabindex: v.name === chosen.view ? 0 : -1, onclick: () => go(v.name),
    onkeydown: e => {
      const step = {ArrowRight: 1, ArrowLeft: -1}[e.key];
      if (step) { go(there[(i + step + there.length) % there.length].name); e.preventDefault(); }
    }}, v.title)));
  if (had) byId("tab-" + chosen.view).focus();
}
function go(view) {
  chosen.view = view;
  history.replaceState(null, "", "#" + view);
  drawTabs(VIEWS.filter(v => names().some(n => v.has(runs[n]))));
  render();
}
function drawRuns() {
  const text = names().join("\n") + [...chosen.hidden].join();
  const box = byId("runs");
  if (box.dataset.drawn === text) return;
  box.dataset.drawn = text;
  box.replaceChildren(...names().map(name => el("label", {class: "run"},
    el("input", {type: "checkbox", checked: !chosen.hidden.has(name), onchange: e => {
      if (e.target.checked) chosen.hidden.delete(name); else chosen.hidden.add(name);
      render();
    }}), swatch(name), name === "." ? "this folder" : name)));
}

// Tags of a view in all runs that are shown, by the part of their names before the first slash.
function groups(view, of) {
  const tags = new Set();
  of.forEach(n => Object.keys(runs[n][view] || {}).forEach(t => matches(t) && tags.add(t)));
  const found = new Map();
  [...tags].sort((a, b) => a.localeCompare(b, "en", {numeric: true})).forEach(t => {
    const slash = t.indexOf("/"), group = slash < 0 ? "" : t.slice(0, slash);
    if (!found.has(group)) found.set(group, []);
    found.get(group).push(t);
  });
  return found;
}
// A card for each tag; of a view that shows runs one by one, for each tag and run.
function cards(main, view, of, card) {
  const all = groups(view, of);
  if (all.size === 0) main.append(el("p", {class: "empty"}, of.length ? `No tag has "${chosen.filter}" in it.` : "All runs are hidden: choose some at the left."));
  all.forEach((tags, group) => {
    const only = all.size === 1 && !group; // then the tab says enough, but not to who goes from heading to heading
    main.append(el("h2", {class: only ? "unseen" : null}, only ? VIEWS.find(v => v.name === chosen.view).title : group || "others"));
    main.append(el("div", {class: "cards"}, ...tags.flatMap(card)));
  });
}
function head(tag, run) {
  return el("h3", {}, run ? swatch(run) : null, el("span", {}, tag), run ? el("span", {class: "of"}, run === "." ? "" : run) : null);
}
// A slider over the points of a tag; what is chosen stays, or follows the newest.
function stepper(key, points, draw) {
  const last = points.length - 1, at = Math.min(chosen.at[key] ?? last, last);
  const label = el("span", {class: "now"});
  const show = i => { label.textContent = `step ${points[i][0]}`; draw(points[i]); };
  const slider = el("input", {type: "range", min: 0, max: last, value: at, "data-key": key, "aria-label": "step", oninput: e => {
    const i = Number(e.target.value);
    if (i === last) delete chosen.at[key]; else chosen.at[key] = i;
    show(i);
  }});
  slider.value = at;
  show(at);
  return el("div", {}, label, last > 0 ? slider : null);
}
function tip(event, ...content) {
  const box = byId("tip");
  box.replaceChildren(...content);
  box.hidden = false;
  const x = event.clientX ?? 0, y = event.clientY ?? 0;
  box.style.left = Math.max(4, Math.min(x + 14, innerWidth - box.offsetWidth - 4)) + "px";
  box.style.top = (y + 18 + box.offsetHeight > innerHeight ? Math.max(4, y - box.offsetHeight - 12) : y + 18) + "px";
}
const noTip = () => { byId("tip").hidden = true; };

// Theme, options, keys.
function theme(name) {
  document.documentElement.setAttribute("data-theme", name);
  byId("theme").textContent = name === "dark" ? "Light" : "Dark";
}
function start() {
  let wished = null;
  try { wished = localStorage.getItem("duograph-theme"); } catch (e) { /* storage is switched off */ }
  const dark = matchMedia("(prefers-color-scheme: dark)");
  theme(wished || (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", () => { if (!wished) { theme(dark.matches ? "dark" : "light"); render(); } });
  byId("theme").onclick = () => {
    wished = document.documentElement.getAttribute("data-theme") === "dark" ? "light" : "dark";
    try { localStorage.setItem("duograph-theme", wished); } catch (e) { /* for this page only */ }
    theme(wished);
    render();
  };
  byId("pause").onclick = () => {
    paused = !paused;
    byId("pause").setAttribute("aria-pressed", paused);
    byId("pause").textContent = paused ? "Go on" : "Pause";
    say(paused ? "paused" : "live");
  };
  byId("options").onclick = () => byId("options").setAttribute("aria-expanded", byId("side").classList.toggle("open"));
  byId("filter").oninput = e => { chosen.filter = e.target.value; render(); };
  byId("smooth").oninput = e => { chosen.smooth = Number(e.target.value); byId("smoothing").textContent = chosen.smooth.toFixed(2); render(); };
  byId("axis").onchange = e => { chosen.axis = e.target.value; render(); };
  byId("log").onchange = e => { chosen.log = e.target.checked; render(); };
  addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey || /INPUT|SELECT|TEXTAREA/.test(e.target.tagName)) return;
    const there = VIEWS.filter(v => names().some(n => v.has(runs[n])));
    if (/^[1-9]$/.test(e.key) && there[e.key - 1]) go(there[e.key - 1].name);
    else if (e.key === "/") { byId("side").classList.add("open"); byId("filter").focus(); e.preventDefault(); }
    else if (e.key === "p" && live) byId("pause").click();
    else if (e.key === "Escape") noTip();
  });
  addEventListener("scroll", noTip, {passive: true});
  const data = byId("data").textContent.trim();
  live = !data;
  byId("pause").hidden = !live;
  if (live) follow();
  else { takeAll(JSON.parse(data)); say("exported"); render(); }
}
addEventListener("DOMContentLoaded", start);
