// Images, texts, curves of precision and recall, the graph, and where the time of a run went.
function imageCard(tag, name) {
  const points = runs[name].images[tag] || [];
  if (!points.length) return null;
  const image = el("img", {alt: ""}), key = "images/" + name + "/" + tag;
  const steps = stepper(key, points, p => { image.src = "data:image/png;base64," + p[2]; image.alt = `${tag} of ${name} at step ${p[0]}`; });
  return el("div", {class: "card", "data-tag": tag}, head(tag, name), image, steps);
}
VIEWS.push({name: "images", title: "Images", has: r => !!r.images, draw: (main, of) =>
  cards(main, "images", of, tag => of.map(n => imageCard(tag, n)).filter(c => c))});

// Markdown as far as people write it into logs: headings, lists, code, emphasis, links. No HTML.
function inline(text) {
  const parts = [], rule = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\((https?:[^)\s]+)\)/g;
  let from = 0;
  for (const m of text.matchAll(rule)) {
    parts.push(text.slice(from, m.index));
    parts.push(m[1] ? el("code", {}, m[1]) : m[2] ? el("strong", {}, m[2]) : m[3] ? el("em", {}, m[3]) : el("a", {href: m[5], rel: "noreferrer"}, m[4]));
    from = m.index + m[0].length;
  }
  return [...parts, text.slice(from)];
}
function markdown(text) {
  const out = el("div", {class: "text"});
  let list = null, code = null;
  for (const row of text.split("\n")) {
    if (row.startsWith("```")) { if (code) code = null; else out.append(code = el("pre", {})); continue; }
    if (code) { code.append(row + "\n"); continue; }
    const heading = row.match(/^(#{1,6})\s+(.*)/), item = row.match(/^\s*(?:[-*]|\d+\.)\s+(.*)/);
    if (item) { if (!list) out.append(list = el("ul", {})); list.append(el("li", {}, ...inline(item[1]))); continue; }
    list = null;
    if (heading) out.append(el("h4", {}, ...inline(heading[2])));
    else if (row.startsWith("    ")) out.append(el("pre", {}, row.slice(4)));
    else if (row.trim()) { const p = out.lastChild && out.lastChild.tagName === "P" && out.lastChild.open ? out.lastChild : out.appendChild(el("p", {})); p.open = true; p.append(...inline(row), " "); continue; }
    if (out.lastChild) out.lastChild.open = false;
  }
  return out;
}
function textCard(tag, name) {
  const points = runs[name].texts[tag] || [];
  if (!points.length) return null;
  const place = el("div", {}), key = "texts/" + name + "/" + tag;
  const steps = stepper(key, points, p => place.replaceChildren(markdown(p[2])));
  return el("div", {class: "card", "data-tag": tag}, head(tag, name), place, steps);
}
VIEWS.push({name: "texts", title: "Text", has: r => !!r.texts, draw: (main, of) =>
  cards(main, "texts", of, tag => of.map(n => textCard(tag, n)).filter(c => c))});

VIEWS.push({name: "curves", title: "Precision", has: r => !!r.curves, draw: (main, of) =>
  cards(main, "curves", of, tag => of.map(n => curveCard(tag, n)).filter(c => c))});

// One run at a time: its name in a list, where there are several.
function chooser(view, of) {
  if (!of.includes(chosen.at[view])) chosen.at[view] = of[0];
  return of.length < 2 ? null : el("select", {"aria-label": "run", "data-key": view + "/run", onchange: e => { chosen.at[view] = e.target.value; render(); }},
    ...of.map(n => el("option", {value: n, selected: n === chosen.at[view]}, n)));
}

function drawGraph(main, of) {
  if (!of.length) return;
  const choose = chooser("graph", of), name = chosen.at.graph, pictures = runs[name].graph;
  const level = Math.min(chosen.at.level ?? 0, pictures.length - 1), picture = pictures[level];
  const paper = el("div", {class: "paper", tabindex: 0, role: "img", "aria-label": `the graph of ${name}, ${picture.boxes} boxes`, "data-key": "graph/paper"});
  // In a shadow of its own, so that the picture's styles stay inside.
  paper.attachShadow({mode: "open"}).innerHTML = picture.svg;
  const svg = paper.shadowRoot.querySelector("svg"), width = svg.viewBox.baseVal.width, height = svg.viewBox.baseVal.height;
  const zoom = f => {
    chosen.at.zoom = Math.max(0.1, Math.min(4, f));
    svg.setAttribute("width", width * chosen.at.zoom); svg.setAttribute("height", height * chosen.at.zoom);
    shownZoom.textContent = Math.round(chosen.at.zoom * 100) + "%";
  };
  const shownZoom = el("span", {class: "now"});
  const search = el("input", {type: "search", placeholder: "find a box", "aria-label": "find a box", "data-key": "graph/search", oninput: e => {
    const wanted = e.target.value.toLowerCase();
    let first = null;
    svg.querySelectorAll("g").forEach(g => {
      const hit = wanted && g.textContent.toLowerCase().includes(wanted);
      g.style.opacity = !wanted || hit ? 1 : 0.25;
      if (hit && !first) first = g;
    });
    if (first) first.scrollIntoView({block: "center", inline: "center"});
  }});
  main.append(el("div", {class: "bar"}, choose,
    pictures.length > 1 ? el("select", {"aria-label": "detail", "data-key": "graph/level", onchange: e => { chosen.at.level = Number(e.target.value); render(); }},
      ...pictures.map((p, i) => el("option", {value: i, selected: i === level}, `${p.boxes} boxes`))) : null,
    el("button", {"aria-label": "smaller", onclick: () => zoom(chosen.at.zoom / 1.25)}, "−"), el("button", {"aria-label": "larger", onclick: () => zoom(chosen.at.zoom * 1.25)}, "+"), shownZoom,
    el("button", {onclick: () => zoom(Math.min(1, paper.clientWidth / width))}, "Fit"), search,
    el("span", {class: "now"}, `${picture.operations} operations`)), paper);
  zoom(chosen.at.zoom ?? 1);
  paper.addEventListener("keydown", e => { if (e.key === "+") zoom(chosen.at.zoom * 1.25); if (e.key === "-") zoom(chosen.at.zoom / 1.25); });
  paper.addEventListener("wheel", e => { if (e.ctrlKey) { zoom(chosen.at.zoom * (e.deltaY < 0 ? 1.1 : 1 / 1.1)); e.preventDefault(); } }, {passive: false});
}
VIEWS.push({name: "graph", title: "Graph", has: r => !!r.graph, draw: drawGraph});

function drawTimeline(main, of) {
  if (!of.length) return;
  const choose = chooser("timeline", of), {tag, rows} = runs[chosen.at.timeline].timeline;
  const places = [...new Set(rows.map(r => r[0]))], kinds = [...new Set(rows.map(r => r[1].split(/[ :(]/)[0]))];
  const begin = Math.min(...rows.map(r => r[2])), end = Math.max(...rows.map(r => r[2] + r[3])), width = 1000, high = 30;
  const x = t => (t - begin) / Math.max(1, end - begin) * width;
  const svg = el("svg", {class: "chart bars", viewBox: `0 0 ${width} ${places.length * (high + 18)}`, role: "img", "aria-label": `timeline of ${tag}: ${rows.length} operations in ${short((end - begin) / 1000)} ms`});
  places.forEach((p, i) => svg.append(el("text", {x: 0, y: i * (high + 18) + 12}, p)));
  rows.forEach(r => svg.append(el("rect", {x: x(r[2]), y: places.indexOf(r[0]) * (high + 18) + 16, width: Math.max(1, x(r[2] + r[3]) - x(r[2])), height: high,
    style: `fill:var(--run-${kinds.indexOf(r[1].split(/[ :(]/)[0]) % 8})`,
    onpointermove: e => tip(e, table([[r[1]], [`${short(r[3] / 1000)} ms, from ${short((r[2] - begin) / 1000)} ms on`]])), onpointerleave: noTip})));
  const total = rows.reduce((a, r) => a + r[3], 0) || 1;
  main.append(el("div", {class: "bar"}, choose, el("span", {class: "now"}, `${tag}: ${short((end - begin) / 1000)} ms`)),
    el("div", {class: "card"}, svg), el("h2", {}, "What took longest"),
    el("table", {class: "times"}, el("tr", {}, el("th", {}, "Operation"), el("th", {class: "n"}, "ms"), el("th", {class: "n"}, "share")),
      ...[...rows].sort((a, b) => b[3] - a[3]).slice(0, 40).map(r => el("tr", {}, el("td", {}, r[1]), el("td", {class: "n"}, short(r[3] / 1000)), el("td", {class: "n"}, (100 * r[3] / total).toFixed(1) + "%")))));
}
