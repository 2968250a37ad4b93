// The captions and the names on the picture as blocks under the timeline, a row each. A block is moved, and the chosen
// one has two handles below its row that make it longer or shorter: by pointer and by keyboard, to the frame. A block
// never runs into its neighbour and keeps a frame at least. Of an hour's hundreds, only those in view that a pointer
// can hit are elements; the others in view are drawn.

const LEAST_WIDE = 24; // pixels, as WCAG 2.2 wants a target to be
const STILL = 3; // pixels a pointer may tremble when it only chooses
const ROWS = { captions: "caption-list .cue", lower_thirds: "lower-thirds .named" };

class TimedBlocks extends HTMLElement {
  connectedCallback() {
    Promise.all(["cutting-room", "cut-timeline"].map((name) => customElements.whenDefined(name))).then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.timeline = this.closest("cut-timeline");
    this.rows = this.querySelectorAll("[data-row]");
    this.edges = this.querySelector("[data-edges]");
    this.made = new Map();
    for (const row of this.rows) {
      const canvas = document.createElement("canvas");
      canvas.setAttribute("aria-hidden", "true");
      row.prepend(canvas);
    }
    this.timeline.addEventListener("placed", () => this.placeSoon());
    this.room.addEventListener("focusin", (event) => this.chooseRow(event.target));
    this.addEventListener("focusin", (event) => this.look(event.target.closest("button")));
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.placeSoon()).observe(this);
    this.placeSoon();
  }

  all(field) { return this.room.content.recipe[field]; }
  frames(one) { return [this.room.frameOf(one.start), this.room.frameOf(one.end)]; }
  isChosen(field, index) { return this.chosen?.field === field && this.chosen.index === index; }

  choose(field, index) {
    if (this.isChosen(field, index)) return;
    this.chosen = { field, index };
    this.place();
  }

  // Whoever works on one in its list finds it chosen here.
  chooseRow(target) {
    for (const [field, rows] of Object.entries(ROWS)) {
      const row = target.closest(rows);
      if (row) this.choose(field, Number(row.dataset.index));
    }
  }

  placeSoon() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.place());
  }

  // What the view shows. Elements that stay are kept, so that they keep the focus and the pointer.
  place() {
    const { view } = this.timeline;
    if (!view) return;
    if (this.chosen && !this.all(this.chosen.field)[this.chosen.index]) this.chosen = undefined;
    const shown = new Set();
    for (const row of this.rows) this.placeRow(row, view, shown);
    if (this.chosen) for (const edge of ["start", "end"]) shown.add(this.placeEdge(edge));
    for (const [name, made] of this.made) if (!shown.has(name)) { made.remove(); this.made.delete(name); }
    this.hidden = [...this.rows].every((row) => row.hidden);
    this.edges.hidden = !this.chosen;
  }

  placeRow(row, view, shown) {
    const [field, width] = [row.dataset.row, row.clientWidth];
    const all = this.all(field);
    row.hidden = !all.length;
    const narrow = [];
    all.forEach((one, index) => {
      const [start, end] = this.frames(one);
      const chosen = this.isChosen(field, index);
      if (!chosen && (end <= view[0] || start >= view[1])) return;
      if (chosen || ((end - start) * width) / this.timeline.length >= LEAST_WIDE) shown.add(this.placeBlock(row, index, start, end));
      else narrow.push([start, end]);
    });
    this.draw(row.querySelector("canvas"), narrow);
    const blocks = [...row.querySelectorAll("button")].filter((block) => shown.has(`${field}-${block.dataset.index}`));
    const reached = blocks.find((block) => block.classList.contains("chosen")) ?? blocks.find((block) => this.frames(all[block.dataset.index])[1] > this.room.player.frame) ?? blocks[0];
    for (const block of blocks) block.tabIndex = block === reached ? 0 : -1; // one stop for the Tab key; [ and ] go on from there
  }

  draw(canvas, spans) {
    const [width, height, scale] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio || 1];
    [canvas.width, canvas.height] = [width * scale, height * scale];
    const paint = canvas.getContext("2d");
    paint.scale(scale, scale);
    paint.fillStyle = getComputedStyle(this).getPropertyValue("--line-strong");
    for (const [start, end] of spans) {
      const [left, right] = [start, end].map((frame) => (this.timeline.share(frame) / 100) * width);
      paint.fillRect(left, 6, Math.max(1, right - left - 1), height - 12);
    }
  }

  // The element of that name, in the order of the recording.
  element(name, parent, index = 0) {
    if (!this.made.has(name)) {
      const made = document.createElement("button");
      made.type = "button";
      made.setAttribute("role", "slider");
      made.setAttribute("aria-valuemin", 0);
      made.setAttribute("aria-valuemax", this.room.frames);
      parent.insertBefore(made, [...parent.querySelectorAll("button")].find((other) => Number(other.dataset.index) > index) ?? null);
      this.made.set(name, made);
    }
    return this.made.get(name);
  }

  placeBlock(row, index, start, end) {
    const [field, name] = [row.dataset.row, `${row.dataset.row}-${index}`];
    const block = this.element(name, row, index);
    const one = this.all(field)[index];
    const text = (one.text ?? one.name).replace(/\s+/g, " ");
    Object.assign(block.dataset, { field, index, edge: "both" });
    block.className = `block${this.isChosen(field, index) ? " chosen" : ""}`;
    block.lang = this.room.content.language;
    if (block.textContent !== text) block.textContent = text;
    block.style.insetInlineStart = `${this.timeline.share(start)}%`;
    block.style.width = `${this.timeline.share(end) - this.timeline.share(start)}%`;
    this.name(block, `${row.dataset.textOne.replace("{number}", index + 1)}: ${text}`, start, [start, end]);
    return name;
  }

  placeEdge(edge) {
    const { field, index } = this.chosen;
    const frame = this.room.frameOf(this.all(field)[index][edge]);
    const handle = this.element(edge, this.edges);
    const row = this.querySelector(`[data-row=${field}]`);
    Object.assign(handle.dataset, { field, index, edge });
    handle.className = `edge edge-${edge}`;
    handle.style.insetInlineStart = `${this.timeline.share(frame)}%`;
    const words = edge === "start" ? this.dataset.textStart : this.dataset.textEnd;
    this.name(handle, words.replace("{what}", row.dataset.textOne.replace("{number}", index + 1)), frame, [frame]);
    return edge;
  }

  name(element, label, value, frames) {
    const said = frames.map((frame) => this.room.player.timecode(frame)).join(" – ");
    for (const [name, text] of Object.entries({ label, valuenow: String(value), valuetext: said }))
      if (element.getAttribute(`aria-${name}`) !== text) element.setAttribute(`aria-${name}`, text);
  }

  // Whoever comes to a block or a handle sees the frame that it stands for.
  look(held) {
    if (!held) return;
    const { field, index, edge } = held.dataset;
    this.choose(field, Number(index));
    const [start, end] = this.frames(this.all(field)[index]);
    this.room.player.stop();
    this.seek(edge, start, end);
  }

  seek(edge, start, end) { this.room.player.seek(edge === "end" ? end - 1 : start); }

  // How far one may reach: to its neighbours, or where it lies now if they lie over each other already.
  between(field, index) {
    const [start, end] = this.frames(this.all(field)[index]);
    let [low, high] = [0, this.room.frames];
    this.all(field).forEach((one, other) => {
      const [begins, ends] = this.frames(one);
      if (begins < start || (begins === start && other < index)) low = Math.max(low, ends);
      else if (other !== index) high = Math.min(high, begins);
    });
    return [Math.min(start, low), Math.max(end, high)];
  }

  // Bring one ("both"), or its beginning or end, `by` frames from where it lay at [start, end]; tells whether it moved.
  move({ field, index, edge }, [start, end], by, goesOn = false) {
    const one = this.all(field)[index];
    const [low, high] = this.between(field, index);
    const within = (least, frame, most) => Math.max(least, Math.min(most, frame));
    const step = edge === "both" ? within(low - start, by, high - end) : 0;
    const to = {
      start: edge === "start" ? within(low, start + by, end - 1) : start + step,
      end: edge === "end" ? within(start + 1, end + by, high) : end + step,
    };
    const moved = ["start", "end"].filter((side) => this.room.frameOf(one[side]) !== to[side]);
    if (!moved.length) return false;
    for (const side of moved) one[side] = this.room.timeOf(to[side]);
    this.room.change(`retime-${field}-${index}-${edge}`, goesOn);
    this.seek(edge, to.start, to.end);
    return true;
  }

  // By the pointer's way, or a little more or less: to where something begins or ends.
  snapped(edge, frames, by, points) {
    const near = frames.map((frame) => this.timeline.snapped(frame + by, points) - frame);
    const ways = (edge === "both" ? near : [near[edge === "start" ? 0 : 1]]).filter((way) => way !== by);
    return ways.sort((one, other) => Math.abs(one - by) - Math.abs(other - by))[0] ?? by;
  }

  press(event) {
    const held = event.target.closest("button");
    if (!held || event.button > 0) return; // beside the blocks it is the timeline's
    event.preventDefault();
    event.stopPropagation();
    held.focus();
    const what = { field: held.dataset.field, index: Number(held.dataset.index), edge: held.dataset.edge };
    const frames = this.frames(this.all(what.field)[what.index]);
    const points = this.timeline.pointsBeside(this.all(what.field)[what.index]);
    let dragged = false;
    let changed = false;
    const follow = (next) => {
      dragged ||= Math.abs(next.clientX - event.clientX) > STILL;
      if (!dragged) return;
      const by = Math.round(((next.clientX - event.clientX) * this.timeline.length) / this.clientWidth);
      changed = this.move(what, frames, next.altKey ? by : this.snapped(what.edge, frames, by, points), changed) || changed;
    };
    this.setPointerCapture(event.pointerId);
    this.timeline.pressed = true;
    const end = new AbortController();
    const options = { signal: end.signal };
    this.addEventListener("pointermove", follow, options);
    for (const done of ["pointerup", "pointercancel"]) this.addEventListener(done, () => { end.abort(); this.timeline.pressed = false; }, options);
  }

  key(event) {
    const held = event.target.closest("button");
    if (!held || event.ctrlKey || event.metaKey || event.altKey) return;
    const { field, edge } = held.dataset;
    const index = Number(held.dataset.index);
    const second = Math.round(this.room.fps);
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -second, PageUp: second };
    const step = (steps[event.key] ?? 0) * (event.shiftKey && event.key.startsWith("Arrow") ? second : 1);
    const beside = { "[": -1, "]": 1 }[event.key];
    if (step) this.move({ field, index, edge }, this.frames(this.all(field)[index]), step);
    else if (beside && this.all(field)[index + beside]) {
      this.choose(field, index + beside);
      this.made.get(`${field}-${index + beside}`).focus();
    } else return;
    event.preventDefault();
  }
}

customElements.define("timed-blocks", TimedBlocks);
