// Curves: numbers over steps, precision over recall; and histograms as ridges, one behind the other.
const W = 460, H = 260, LEFT = 52, RIGHT = 12, TOP = 10, BOTTOM = 26;

// Round numbers between two, about n of them.
function ticks(low, high, n) {
  const raw = (high - low) / n, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= raw);
  const found = [];
  for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-9; t += step) found.push(Math.abs(t) < step * 1e-9 ? 0 : t);
  return found;
}
// A scale from values to pixels, linear or logarithmic.
function scale(values, from, to, log) {
  const fit = values.filter(v => v !== null && Number.isFinite(v) && (!log || v > 0));
  let low = Math.min(...fit), high = Math.max(...fit);
  if (!fit.length) { low = log ? 0.1 : 0; high = 1; }
  if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) { // one number, but for rounding
    const d = log ? 1 : Math.abs(low) * 0.1 || 0.5; if (log) { low /= 2; high *= 2; } else { low -= d; high += d; } }
  const f = log ? Math.log10 : v => v, a = f(low), b = f(high), pad = (b - a) * 0.04;
  const at = v => v === null || log && v <= 0 ? null : from + (f(v) - (a - pad)) / (b - a + 2 * pad) * (to - from);
  at.ticks = log ? ticks(a, b, 4).map(t => 10 ** t) : ticks(low, high, 4);
  at.back = p => { const v = (p - from) / (to - from) * (b - a + 2 * pad) + a - pad; return log ? 10 ** v : v; };
  return at;
}
function axes(svg, x, y, labelX) {
  y.ticks.forEach(t => svg.append(
    el("line", {class: "grid", x1: LEFT, x2: W - RIGHT, y1: y(t), y2: y(t)}),
    el("text", {x: LEFT - 6, y: y(t) + 4, "text-anchor": "end"}, short(t))));
  x.ticks.forEach(t => svg.append(el("text", {x: x(t), y: H - 8, "text-anchor": "middle"}, labelX(t))));
}
function line(points, x, y) {
  let d = "", pen = "M";
  for (const [px, py] of points) {
    const sx = x(px), sy = y(py);
    if (sx === null || sy === null) pen = "M";
    else { d += `${pen}${sx.toFixed(1)} ${sy.toFixed(1)}`; pen = "L"; }
  }
  return d;
}
// TensorBoard's smoothing: a mean in which what is longer ago counts less, without a bias at first.
function smoothed(points) {
  let last = 0, count = 0;
  return points.map(p => {
    if (p[2] === null) return null;
    last = last * chosen.smooth + (1 - chosen.smooth) * p[2];
    count++;
    return last / (chosen.smooth === 1 ? 1 : 1 - chosen.smooth ** count);
  });
}
// Not more points than can be told apart, the first and the last among them.
function thin(list, most) {
  if (list.length <= most) return list;
  return Array.from({length: most}, (_, i) => list[Math.floor(i * (list.length - 1) / (most - 1))]);
}
const across = (p, first) => chosen.axis === "step" ? p[0] : chosen.axis === "since" ? p[1] - first : p[1];
function acrossText(v) {
  if (chosen.axis === "step") return v >= 1e5 ? short(v) : String(Math.round(v * 100) / 100);
  return chosen.axis === "since" ? duration(v) : new Date(v * 1000).toLocaleTimeString();
}

// A chart that is read by pointing, by touching or with the arrow keys.
function chart(key, label, draw, points, read) {
  const svg = el("svg", {class: "chart", viewBox: `0 0 ${W} ${H}`, tabindex: 0, role: "img", "aria-label": label, "data-key": key});
  const cursor = el("line", {class: "cursor", y1: TOP, y2: H - BOTTOM, visibility: "hidden"});
  draw(svg);
  svg.append(cursor);
  let at = -1;
  const show = (i, event) => {
    at = i;
    const px = points[i];
    cursor.setAttribute("x1", px); cursor.setAttribute("x2", px); cursor.setAttribute("visibility", "visible");
    const box = svg.getBoundingClientRect();
    tip(event || {clientX: box.left + px / W * box.width, clientY: box.top + box.height / 2}, read(i));
  };
  const hide = () => { cursor.setAttribute("visibility", "hidden"); noTip(); };
  svg.addEventListener("pointermove", e => {
    if (!points.length) return;
    const box = svg.getBoundingClientRect(), px = (e.clientX - box.left) / box.width * W;
    let best = 0;
    points.forEach((p, i) => { if (Math.abs(p - px) < Math.abs(points[best] - px)) best = i; });
    show(best, e);
  });
  svg.addEventListener("pointerleave", hide);
  svg.addEventListener("blur", hide);
  svg.addEventListener("keydown", e => {
    const step = {ArrowRight: 1, ArrowLeft: -1, End: points.length, Home: -points.length}[e.key];
    if (step && points.length) { show(Math.max(0, Math.min(points.length - 1, at + step))); e.preventDefault(); }
    if (e.key === "Enter") widen(key);
  });
  svg.addEventListener("dblclick", () => widen(key));
  return svg;
}
function widen(key) {
  if (chosen.wide.has(key)) chosen.wide.delete(key); else chosen.wide.add(key);
  render();
}
function table(rows) {
  return el("table", {}, ...rows.map(row => el("tr", {}, ...row.map(c => el("td", {}, c)))));
}

function scalarCard(tag, of) {
  const lines = of.filter(n => (runs[n].scalars[tag] || []).length).map(name => {
    const points = runs[name].scalars[tag], first = points[0][1], smooth = smoothed(points);
    return {name, points, first, smooth, xs: points.map(p => across(p, first))};
  });
  const x = scale(lines.flatMap(l => l.xs), LEFT, W - RIGHT, false);
  const y = scale(lines.flatMap(l => l.points.map(p => p[2]).concat(l.smooth)), H - BOTTOM, TOP, chosen.log);
  const stops = thin([...new Set(lines.flatMap(l => l.xs))].sort((a, b) => a - b), 2000);
  const nearest = (l, v) => { let a = 0, b = l.xs.length - 1; while (b - a > 1) { const m = (a + b) >> 1; if (l.xs[m] <= v) a = m; else b = m; } return Math.abs(l.xs[a] - v) <= Math.abs(l.xs[b] - v) ? a : b; };
  const key = "scalars/" + tag;
  const svg = chart(key, `${tag}: ` + lines.map(l => `${l.name} is ${short(l.points.at(-1)[2])} at step ${l.points.at(-1)[0]}`).join(", "), s => {
    axes(s, x, y, acrossText);
    for (const l of lines) {
      const pairs = thin(l.points.map((p, i) => [l.xs[i], p[2], l.smooth[i]]), 1200);
      if (chosen.smooth > 0) s.append(el("path", {class: "raw", style: `stroke:${colour(l.name)}`, d: line(pairs, x, y)}));
      s.append(el("path", {class: "curve", "data-run": l.name, style: `stroke:${colour(l.name)}`, d: line(pairs.map(p => [p[0], p[2]]), x, y)}));
      const end = pairs.at(-1), ey = end && y(end[2]);
      if (end && ey !== null) s.append(el("circle", {cx: x(end[0]), cy: ey, r: 2.6, style: `fill:${colour(l.name)}`}));
    }
  }, stops.map(x), i => table(lines.map(l => {
    const k = nearest(l, stops[i]), p = l.points[k];
    return [swatch(l.name), l.name === "." ? "" : l.name, short(p[2]), chosen.smooth > 0 ? `smoothed ${short(l.smooth[k])}` : "", `step ${p[0]}`, duration(p[1] - l.first)];
  })));
  const now = lines.length === 1 ? `${short(lines[0].points.at(-1)[2])} at step ${lines[0].points.at(-1)[0]}` : "";
  return el("div", {class: "card" + (chosen.wide.has(key) ? " wide" : ""), "data-tag": tag},
    el("h3", {}, el("span", {}, tag), el("span", {class: "of"}, now)), svg);
}
VIEWS.push({name: "scalars", title: "Scalars", has: r => !!r.scalars, draw: (main, of) => cards(main, "scalars", of, tag => [scalarCard(tag, of)])});

// The counts of a histogram in n bins of equal width, each bucket spread evenly over those that it touches.
function bins(point, low, high, n) {
  const [, , min, max, limits, counts] = point, width = (high - low) / n || 1, out = new Array(n).fill(0);
  let left = min;
  limits.forEach((limit, i) => {
    const right = Math.min(limit, max), count = counts[i];
    if (count > 0) {
      const a = Math.max(left, low), b = Math.max(right, a);
      const first = Math.min(n - 1, Math.max(0, Math.floor((a - low) / width))), last = Math.min(n - 1, Math.max(first, Math.floor((b - low) / width)));
      for (let k = first; k <= last; k++) {
        const part = b > a ? Math.max(0, Math.min(b, low + (k + 1) * width) - Math.max(a, low + k * width)) / (b - a) : 1 / (last - first + 1);
        out[k] += count * part;
      }
    }
    left = Math.max(left, right);
  });
  return out;
}
function histogramCard(tag, name) {
  const all = (runs[name].histograms[tag] || []);
  if (!all.length) return null;
  const points = thin(all, 24), n = 60;
  let low = Math.min(...points.map(p => p[2])), high = Math.max(...points.map(p => p[3]));
  if (!(low < high)) { low -= 0.5; high += 0.5; }
  const rows = points.map(p => bins(p, low, high, n)), top = Math.max(...rows.flat(), 1e-9);
  const x = scale([low, high], LEFT, W - RIGHT - 34, false), step = (H - BOTTOM - TOP - 70) / Math.max(1, points.length - 1);
  const base = i => points.length === 1 ? H - BOTTOM : TOP + 70 + i * step;
  const ridges = [];
  const key = "histograms/" + name + "/" + tag, last = all.at(-1);
  const svg = chart(key, `${tag} of ${name}: ${points.length} histograms, the last from ${short(last[2])} to ${short(last[3])}`, s => {
    rows.forEach((row, i) => {
      const width = (high - low) / n;
      let d = `M${x(low)} ${base(i)}`;
      row.forEach((c, k) => { d += `L${x(low + (k + 0.5) * width).toFixed(1)} ${(base(i) - c / top * 68).toFixed(1)}`; });
      const ridge = el("path", {class: "ridge", style: `fill:${colour(name)}`, d: d + `L${x(high)} ${base(i)}Z`});
      ridges.push(ridge);
      s.append(ridge);
      if (i % Math.ceil(points.length / 6) === 0 || i === points.length - 1) s.append(el("text", {x: W - RIGHT - 28, y: base(i) + 3}, String(points[i][0])));
    });
    x.ticks.forEach(t => s.append(el("text", {x: x(t), y: H - 8, "text-anchor": "middle"}, short(t))));
  }, [], null);
  let at = points.length;
  const choose = (i, event) => {
    at = i;
    ridges.forEach((r, k) => r.classList.toggle("chosen", k === i));
    const p = points[i], sum = p[5].reduce((a, b) => a + b, 0), box = svg.getBoundingClientRect();
    tip(event || {clientX: box.left + box.width / 2, clientY: box.top + base(i) / H * box.height}, table([["step", String(p[0])], ["from", short(p[2])], ["to", short(p[3])], ["numbers", short(sum)]]));
  };
  svg.addEventListener("pointermove", e => {
    const box = svg.getBoundingClientRect(), py = (e.clientY - box.top) / box.height * H;
    let best = 0;
    points.forEach((_, i) => { if (Math.abs(base(i) - py) < Math.abs(base(best) - py)) best = i; });
    choose(best, e);
  });
  svg.addEventListener("keydown", e => {
    const move = {ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1}[e.key];
    if (move) { choose(Math.max(0, Math.min(points.length - 1, at + move))); e.preventDefault(); }
  });
  svg.addEventListener("pointerleave", () => ridges.forEach(r => r.classList.remove("chosen")));
  return el("div", {class: "card" + (chosen.wide.has(key) ? " wide" : ""), "data-tag": tag}, head(tag, name), svg);
}
VIEWS.push({name: "histograms", title: "Histograms", has: r => !!r.histograms, draw: (main, of) =>
  cards(main, "histograms", of, tag => of.map(n => histogramCard(tag, n)).filter(c => c))});

function curveCard(tag, name) {
  const points = runs[name].curves[tag] || [];
  if (!points.length) return null;
  const key = "curves/" + name + "/" + tag, x = scale([0, 1], LEFT, W - RIGHT, false), y = scale([0, 1], H - BOTTOM, TOP, false);
  const place = el("div", {});
  const draw = p => {
    const [, , precision, recall] = p, n = precision.length;
    const keep = [...precision.keys()].filter(i => precision[i] > 0 || recall[i] > 0);
    const stops = keep.map(i => x(recall[i]));
    place.replaceChildren(chart(key, `${tag} of ${name} at step ${p[0]}: precision over recall`, s => {
      axes(s, x, y, short);
      s.append(el("path", {class: "curve", style: `stroke:${colour(name)}`, d: line(keep.map(i => [recall[i], precision[i]]), x, y)}));
    }, stops, k => table([["threshold", short(keep[k] / (n - 1))], ["precision", short(precision[keep[k]])], ["recall", short(recall[keep[k]])]])));
  };
  const steps = stepper(key + "/step", points, draw);
  return el("div", {class: "card" + (chosen.wide.has(key) ? " wide" : ""), "data-tag": tag}, head(tag, name), place, steps);
}
