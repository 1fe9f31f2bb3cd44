/** Which part of a picture is seen: moved by dragging, zoomed by the wheel or by two fingers. */
class Camera {
  /** size() gives the width and the height of the whole picture. */
  constructor(stage, svg, size) {
    Object.assign(this, {stage, svg, size, x: 0, y: 0, scale: 1, fingers: new Map()});
    this.dragged = false;
    svg.addEventListener("wheel", event => this.wheel(event), {passive: false});
    svg.addEventListener("pointerdown", event => this.down(event));
    svg.addEventListener("pointermove", event => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      svg.addEventListener(end, event => this.up(event));
    }
  }

  update() {
    const width = this.stage.clientWidth / this.scale;
    const height = this.stage.clientHeight / this.scale;
    this.svg.setAttribute("viewBox", [this.x, this.y, width, height].join(" "));
  }

  /** All of it, in the middle. */
  whole() {
    const [width, height] = this.size();
    const across = this.stage.clientWidth / (width + 40);
    this.scale = Math.min(1.5, across, this.stage.clientHeight / (height + 40));
    this.centre(width / 2, height / 2);
  }

  /** Its beginning, as large as can be read: a long net is looked at from its input on. */
  beginning() {
    this.whole();
    if (this.scale < 0.6) {
      const [width, height] = this.size();
      this.scale = Math.min(1, Math.max(0.6, this.stage.clientWidth / (width + 40)));
      const reachX = this.stage.clientWidth / this.scale;
      const reachY = this.stage.clientHeight / this.scale;
      this.centre(
          width + 40 > reachX && width > height ? reachX / 2 - 20 : width / 2,
          height + 40 > reachY ? reachY / 2 - 20 : height / 2);
    }
  }

  centre(x, y) {
    this.x = x - this.stage.clientWidth / this.scale / 2;
    this.y = y - this.stage.clientHeight / this.scale / 2;
    this.update();
  }

  /** Moves no further than it takes to see a box. */
  reveal(element) {
    const seen = this.stage.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    const outside =
        box.left < seen.left || box.right > seen.right
        || box.top < seen.top || box.bottom > seen.bottom;
    if (outside) {
      const height = Math.min(box.height, seen.height);
      this.x += (box.left + box.width / 2 - seen.left - seen.width / 2) / this.scale;
      this.y += (box.top + height / 2 - seen.top - seen.height / 2) / this.scale;
      this.update();
    }
  }

  /** Zooms; what is at a place of the stage stays there. */
  zoom(factor, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    const scale = Math.min(8, Math.max(0.02, this.scale * factor));
    this.x += x / this.scale - x / scale;
    this.y += y / this.scale - y / scale;
    this.scale = scale;
    this.update();
  }

  pan(dx, dy) {
    this.x += dx / this.scale;
    this.y += dy / this.scale;
    this.update();
  }

  wheel(event) {
    event.preventDefault();
    const seen = this.stage.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 20 : 1;
    this.zoom(
        Math.exp(-event.deltaY * lines * 0.002), event.clientX - seen.left, event.clientY - seen.top);
  }

  down(event) {
    if (this.fingers.size === 0) {
      this.dragged = false;
    }
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) {
      return;
    }
    const dx = event.clientX - before[0];
    const dy = event.clientY - before[1];
    if (!this.dragged && Math.hypot(dx, dy) < 4) {
      return;
    }
    if (!this.dragged) {
      this.dragged = true;
      this.svg.setPointerCapture(event.pointerId);
      this.svg.classList.add("moving");
    }
    const other = [...this.fingers].find(([id]) => id !== event.pointerId);
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (other) {
      const [x, y] = other[1];
      const far = Math.hypot(event.clientX - x, event.clientY - y);
      const was = Math.hypot(before[0] - x, before[1] - y);
      const seen = this.stage.getBoundingClientRect();
      this.zoom(far / Math.max(1, was), x - seen.left, y - seen.top);
    } else {
      this.pan(-dx, -dy);
    }
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    this.svg.classList.remove("moving");
  }
}
