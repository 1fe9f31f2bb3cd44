// Embeddings in three dimensions: their principal components, to be turned by hand or with the keys.
const turned = {a: 0.6, b: 0.35, zoom: 1, find: ""};

function drawSpace(main, of) {
  if (!of.length) return;
  const choose = chooser("embeddings", of), all = runs[chosen.at.embeddings].embeddings;
  const which = Math.min(chosen.at.embedding ?? 0, all.length - 1), e = all[which], n = e.points.length / 3;
  if (!e) return;
  const canvas = el("canvas", {class: "space", tabindex: 0, role: "img", "data-key": "space/canvas",
    "aria-label": `${e.name}: ${n} points in three of ${e.width} dimensions. Arrow keys turn, plus and minus zoom.`});
  const size = Math.max(1e-9, ...e.points.map(Math.abs)), kinds = [...new Set(e.labels)];
  const found = el("span", {class: "now"});
  let places = [];
  const paint = () => {
    const box = canvas.getBoundingClientRect();
    if (!box.width) return;
    const ratio = devicePixelRatio || 1, w = box.width, h = box.height, g = canvas.getContext("2d");
    canvas.width = w * ratio; canvas.height = h * ratio;
    g.scale(ratio, ratio);
    const css = getComputedStyle(document.documentElement), paintOf = k => css.getPropertyValue(`--run-${k % 8}`).trim();
    const [ca, sa, cb, sb] = [Math.cos(turned.a), Math.sin(turned.a), Math.cos(turned.b), Math.sin(turned.b)];
    const project = (x, y, z) => {
      const x1 = x * ca + z * sa, z1 = z * ca - x * sa, y1 = y * cb - z1 * sb, z2 = z1 * cb + y * sb;
      const f = turned.zoom * Math.min(w, h) * 0.62 / (z2 / size + 2.6) / size;
      return [w / 2 + x1 * f, h / 2 - y1 * f, z2];
    };
    g.strokeStyle = css.getPropertyValue("--line-strong"); g.fillStyle = css.getPropertyValue("--text-2"); g.font = "12px system-ui";
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]].forEach((d, i) => {
      const a = project(0, 0, 0), b = project(...d.map(v => v * size));
      g.beginPath(); g.moveTo(a[0], a[1]); g.lineTo(b[0], b[1]); g.stroke();
      g.fillText(`${i + 1}: ${Math.round(e.shares[i] * 100)}%`, b[0] + 4, b[1]);
    });
    places = Array.from({length: n}, (_, i) => [...project(e.points[3 * i], e.points[3 * i + 1], e.points[3 * i + 2]), i]);
    const wanted = turned.find.toLowerCase();
    let hits = 0;
    for (const [x, y, z, i] of [...places].sort((a, b) => b[2] - a[2])) {
      const label = e.labels[i] || "", hit = wanted && label.toLowerCase().includes(wanted);
      g.globalAlpha = wanted && !hit ? 0.15 : 0.55 + 0.4 * (0.5 - z / size / 2);
      g.fillStyle = paintOf(kinds.length <= 24 ? Math.max(0, kinds.indexOf(label)) : 0);
      g.beginPath(); g.arc(x, y, hit ? 5 : 3.2, 0, 7); g.fill();
      if (hit && hits++ < 40 || kinds.length > 24 && n <= 60) { g.globalAlpha = 1; g.fillStyle = css.getPropertyValue("--text-1"); g.fillText(label, x + 6, y + 4); }
    }
    g.globalAlpha = 1;
    found.textContent = wanted ? `${hits} found` : "";
  };
  let last = null, fingers = new Map(), apart = 0;
  canvas.addEventListener("pointerdown", v => { fingers.set(v.pointerId, v); last = v; canvas.setPointerCapture(v.pointerId); });
  canvas.addEventListener("pointerup", v => { fingers.delete(v.pointerId); last = null; apart = 0; });
  canvas.addEventListener("pointercancel", v => { fingers.delete(v.pointerId); last = null; apart = 0; });
  canvas.addEventListener("pointermove", v => {
    if (fingers.has(v.pointerId)) fingers.set(v.pointerId, v);
    if (fingers.size === 2) {
      const [p, q] = [...fingers.values()], now = Math.hypot(p.clientX - q.clientX, p.clientY - q.clientY);
      if (apart) turned.zoom = Math.max(0.3, Math.min(12, turned.zoom * now / apart));
      apart = now; paint();
    } else if (last) {
      turned.a += (v.clientX - last.clientX) * 0.008; turned.b += (v.clientY - last.clientY) * 0.008; last = v; noTip(); paint();
    } else {
      const box = canvas.getBoundingClientRect(), px = v.clientX - box.left, py = v.clientY - box.top;
      const near = places.reduce((b, p) => { const d = Math.hypot(p[0] - px, p[1] - py); return d < b[0] ? [d, p[3]] : b; }, [14, -1])[1];
      if (near < 0) noTip(); else tip(v, e.labels[near] || `row ${near}`);
    }
  });
  canvas.addEventListener("pointerleave", noTip);
  canvas.addEventListener("wheel", v => { turned.zoom = Math.max(0.3, Math.min(12, turned.zoom * (v.deltaY < 0 ? 1.1 : 1 / 1.1))); v.preventDefault(); paint(); }, {passive: false});
  canvas.addEventListener("keydown", v => {
    const move = {ArrowLeft: ["a", -0.1], ArrowRight: ["a", 0.1], ArrowUp: ["b", -0.1], ArrowDown: ["b", 0.1]}[v.key];
    if (move) turned[move[0]] += move[1];
    else if (v.key === "+") turned.zoom *= 1.15;
    else if (v.key === "-") turned.zoom /= 1.15;
    else return;
    v.preventDefault(); paint();
  });
  main.append(el("div", {class: "bar"}, choose,
    all.length > 1 ? el("select", {"aria-label": "embedding", "data-key": "space/which", onchange: v => { chosen.at.embedding = Number(v.target.value); render(); }},
      ...all.map((a, i) => el("option", {value: i, selected: i === which}, a.name))) : el("strong", {}, e.name),
    el("input", {type: "search", value: turned.find, placeholder: "find a label", "aria-label": "find a label", "data-key": "space/find", oninput: v => { turned.find = v.target.value; paint(); }}), found,
    el("span", {class: "now"}, `${n === e.rows ? n : n + " of " + e.rows} points; these three directions hold ${Math.round(100 * e.shares.reduce((a, b) => a + b, 0))}% of how they differ`)), canvas);
  requestAnimationFrame(paint);
  new ResizeObserver(paint).observe(canvas);
}
VIEWS.push({name: "embeddings", title: "Projector", has: r => !!r.embeddings && r.embeddings.length > 0, draw: drawSpace});
VIEWS.push({name: "timeline", title: "Timeline", has: r => !!r.timeline, draw: drawTimeline});
