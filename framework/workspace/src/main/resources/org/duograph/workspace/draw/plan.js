/** The memory of a plan: boxes that stay where they are. */
const svg = document.querySelector("svg.view");
const boxes = [...svg.querySelectorAll("[data-n]")];
const texts = data.map(box => [box.label, ...Object.values(box.facts)].join(" ").toLowerCase());
const camera = new Camera(stage, svg, () => [Number(svg.dataset.w), Number(svg.dataset.h)]);

function choose(box) {
  boxes.forEach(other => other.classList.toggle("chosen", other === box));
  if (!box) {
    byId("panel").hidden = true;
    return;
  }
  const {label, facts, before, after} = data[box.dataset.n];
  const button = n => [data[n].label, () => choose(boxes[n])];
  showPanel(
      label, facts, ...ways("stood there before", before.map(button)),
      ...ways("stand there later", after.map(button)));
  camera.reveal(box);
}

const page = {
  svg: () => svg,
  camera: () => camera,
  boxes: () => boxes,
  textOf: box => texts[box.dataset.n],
  choose,
  press: choose,
  onKey: () => false
};
start();
