/** A picture of a net: boxes that stand in rows, and blocks that a reader opens and closes. */
class Picture {
  constructor(svg, nodes) {
    Object.assign(this, {svg, nodes, down: svg.dataset.down === "true"});
    this.boxes = [...svg.querySelectorAll("[data-n]")].sort((a, b) => a.dataset.n - b.dataset.n);
    this.arrows = [...svg.querySelectorAll(".arrow")].map(path => ({
      path,
      from: this.boxes[path.dataset.from],
      to: this.boxes[path.dataset.to],
      points: path.dataset.points.split(" ").map(Number)
    }));
    this.outer = this.boxes.filter(box => !this.blockOf(box));
    this.blocks = this.boxes.filter(box => box.dataset.growth);
    this.texts = nodes.map(node =>
        [node.label, ...Object.values(node.facts)].join(" ").toLowerCase());
    this.camera = new Camera(stage, svg, () => this.size());
  }

  /** The block in which a box is, or null. */
  blockOf(box) {
    return box.parentNode.closest("[data-growth]");
  }

  size() {
    const grown = this.blocks
        .filter(block => block.classList.contains("open"))
        .reduce((sum, block) => sum + Number(block.dataset.growth), 0);
    const {w, h} = this.svg.dataset;
    return this.down ? [Number(w), Number(h) + grown] : [Number(w) + grown, Number(h)];
  }

  isOpen(block) {
    return block.classList.contains("open");
  }

  /** How far what stands at a place has to move for the blocks before it that are open. */
  shift(at) {
    return this.blocks.reduce((sum, block) => {
      const before = this.isOpen(block) && this.along(block) < at - 0.01;
      return sum + (before ? Number(block.dataset.growth) : 0);
    }, 0);
  }

  /** Where a box stands along the flow of the data. */
  along(box) {
    return Number(this.down ? box.dataset.y : box.dataset.x);
  }

  open(blocks, open) {
    for (const block of blocks) {
      block.classList.toggle("open", open);
      block.setAttribute("aria-expanded", open);
    }
    for (const box of this.outer) {
      const by = this.shift(this.along(box));
      const x = Number(box.dataset.x) + (this.down ? 0 : by);
      const y = Number(box.dataset.y) + (this.down ? by : 0);
      box.setAttribute("transform", `translate(${x} ${y})`);
    }
    for (const arrow of this.arrows) {
      if (!this.blockOf(arrow.from)) {
        arrow.path.setAttribute("d", this.curve(arrow));
      }
    }
  }

  /** Curves in the gaps between rows, straight lines through the rows. */
  curve({from, to, points}) {
    const main = this.down ? 1 : 0;
    const p = points.slice();
    const last = p.length - 2;
    const grown = this.isOpen(from) ? Number(from.dataset.growth) : 0;
    p[main] += this.shift(this.along(from)) + grown;
    for (let i = 2; i < last; i += 2) {
      p[i + main] += this.shift(p[i + main]);
    }
    p[last + main] += this.shift(this.along(to));
    let path = `M${p[0]} ${p[1]}`;
    for (let i = 2; i < p.length; i += 2) {
      const middle = (p[i - 2 + main] + p[i + main]) / 2;
      const straight = Math.abs(p[i - 1 - main] - p[i + 1 - main]) < 0.6;
      if (straight) {
        path += "L";
      } else if (this.down) {
        path += `C${p[i - 2]} ${middle} ${p[i]} ${middle} `;
      } else {
        path += `C${middle} ${p[i - 1]} ${middle} ${p[i + 1]} `;
      }
      path += `${p[i]} ${p[i + 1]}`;
    }
    return path;
  }

  /** Shows a box, in whatever block it is, and all that is known of it. */
  choose(box) {
    this.boxes.forEach(other => other.classList.toggle("chosen", other === box));
    this.arrows.forEach(({path, from, to}) =>
        path.classList.toggle("near", box !== null && (from === box || to === box)));
    if (!box) {
      byId("panel").hidden = true;
      return;
    }
    const block = this.blockOf(box);
    if (block && !this.isOpen(block)) {
      this.open([block], true);
    }
    const node = this.nodes[box.dataset.n];
    const button = other =>
        [this.nodes[other.dataset.n].label, () => this.choose(other)];
    const before = this.arrows.filter(arrow => arrow.to === box).map(arrow => arrow.from);
    const after = this.arrows.filter(arrow => arrow.from === box).map(arrow => arrow.to);
    const more = [];
    if (box.dataset.growth) {
      const open = this.isOpen(box);
      const words = open ? "Close the block" : "Open the block";
      more.push(...ways("", [[words, () => { this.open([box], !open); this.choose(box); }]]));
    }
    more.push(...ways("comes from", before.map(button)), ...ways("goes to", after.map(button)));
    if (node.facts.text) {
      more.push(make("h3", "in the net"), make("pre", node.facts.text));
    }
    showPanel(node.label, node.facts, ...more);
    this.camera.reveal(box);
  }
}

const pictures = {};
document.querySelectorAll("svg.view").forEach(svg => {
  pictures[svg.dataset.detail] = new Picture(svg, data[svg.dataset.detail]);
});
let shown = pictures[byId("detail").value];

function openAll() {
  const open = shown.blocks.some(block => !shown.isOpen(block));
  shown.open(shown.blocks, open);
  byId("blocks").textContent = open ? "Close blocks" : "Open blocks";
}

const page = {
  svg: () => shown.svg,
  camera: () => shown.camera,
  boxes: () => shown.boxes,
  textOf: box => shown.texts[box.dataset.n],
  choose: box => shown.choose(box),
  /** A closed block opens; the heading of an open one closes it. */
  press(box, target = box) {
    const onFrame = target.matches(".frame") && shown.isOpen(box);
    if (box.dataset.growth && !onFrame) {
      shown.open([box], !shown.isOpen(box));
    }
    shown.choose(box);
  },
  onKey(key) {
    if (key === "o" && shown.blocks.length > 0) {
      openAll();
      return true;
    }
    return false;
  }
};

byId("detail").onchange = () => {
  page.choose(null);
  shown = pictures[byId("detail").value];
  Object.values(pictures).forEach(({svg}) => svg.toggleAttribute("hidden", svg !== shown.svg));
  byId("blocks").hidden = shown.blocks.length === 0;
  shown.camera.beginning();
  find();
};
byId("blocks").hidden = shown.blocks.length === 0;
byId("blocks").onclick = openAll;
start();
