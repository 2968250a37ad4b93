// The timeline: filmstrip, waveform, shots, speech, silence and rundown items on a canvas; ranges with handles that move
// by pointer and keyboard. Dragged handles snap to shots, captions, pauses and items (not while Alt is held). It shows
// the whole recording, or only what lies around the clip.

const FILM = 90;
const THUMB = { width: 160, height: 90, columns: 10, rows: 6 };
const SNAP = 8; // pixels
const AROUND = 5; // seconds shown beside the clip when zoomed in

class CutTimeline extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.head = document.createElement("div");
    this.head.className = "head";
    this.track = document.createElement("div");
    this.track.className = "track";
    this.track.append(this.canvas, this.head);
    this.append(this.track);
    this.sheets = this.room.data.sheets.map((url) => {
      const image = new Image();
      image.src = url;
      image.addEventListener("load", () => this.draw());
      return image;
    });
    if (this.room.data.peaks) fetch(this.room.data.peaks).then((answer) => answer.json()).then((peaks) => { this.peaks = peaks; this.draw(); }, () => {});
    this.room.addEventListener("frame", (event) => this.moveHead(event.detail));
    this.room.addEventListener("change-of-content", () => this.place());
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.zoomer = this.room.querySelector("[data-zoom]");
    this.zoomer.addEventListener("click", () => this.zoom(this.zoomer.getAttribute("aria-pressed") !== "true"));
    this.view = [0, this.room.frames];
    new ResizeObserver(() => this.draw()).observe(this);
    const clip = this.room.ranges.reduce((sum, range) => sum + this.room.frameOf(range.end) - this.room.frameOf(range.start), 0);
    this.zoom(clip < this.room.frames / 10);
  }

  zoom(near) {
    const [all, beside] = [this.room.frames, Math.round(AROUND * this.room.fps)];
    const edges = this.room.ranges.flatMap((range) => [this.room.frameOf(range.start), this.room.frameOf(range.end)]);
    this.view = near ? [Math.max(0, Math.min(...edges) - beside), Math.min(all, Math.max(...edges) + beside)] : [0, all];
    this.zoomer.setAttribute("aria-pressed", String(near));
    this.draw();
    this.place();
    this.moveHead(this.room.player.frame);
  }

  share(frame) { return (100 * (frame - this.view[0])) / (this.view[1] - this.view[0]); }
  frameAt(x) {
    const box = this.track.getBoundingClientRect();
    return Math.round(this.view[0] + Math.max(0, Math.min(1, (x - box.left) / box.width)) * (this.view[1] - this.view[0]));
  }

  moveHead(frame) {
    const share = this.share(frame);
    this.head.hidden = share < 0 || share > 100;
    this.head.style.insetInlineStart = `${share}%`;
  }

  press(event) {
    if (event.button > 0) return;
    const handle = event.target.closest(".handle");
    const [index, edge] = handle ? [Number(handle.dataset.index), handle.dataset.edge] : [];
    const off = handle ? event.clientX - this.track.getBoundingClientRect().left - (this.share(this.edgeFrame(index, edge)) / 100) * this.track.clientWidth : 0;
    const move = (next) => {
      const at = this.frameAt(next.clientX - off);
      const frame = handle && !next.altKey ? this.snapped(at) : at;
      if (handle) {
        this.room.setEdge(index, edge, frame);
        this.room.player.seek(edge === "end" ? frame - 1 : frame);
      } else this.room.player.seek(frame);
    };
    this.setPointerCapture(event.pointerId);
    if (handle) {
      event.preventDefault();
      handle.focus();
      this.room.chooseRange(index);
    } else {
      this.chooseAt(this.frameAt(event.clientX));
      move(event);
    }
    const end = new AbortController();
    const options = { signal: end.signal };
    this.addEventListener("pointermove", move, options);
    for (const done of ["pointerup", "pointercancel"]) this.addEventListener(done, () => end.abort(), options);
  }

  // Frames at which something begins or ends, rising.
  get points() {
    const { shots, silence, items } = this.room.data;
    const captions = this.room.content.recipe.captions.flatMap((cue) => [this.room.frameOf(cue.start), this.room.frameOf(cue.end)]);
    const starts = items.map((item) => this.room.frameOf(item.start));
    return [...new Set([...shots, ...silence.flat(), ...captions, ...starts])].sort((a, b) => a - b);
  }

  snapped(frame) {
    const reach = (SNAP * (this.view[1] - this.view[0])) / Math.max(1, this.track.clientWidth);
    const near = this.points.reduce((best, point) => (Math.abs(point - frame) < Math.abs(best - frame) ? point : best), Infinity);
    return Math.abs(near - frame) <= reach ? near : frame;
  }

  edgeFrame(index, edge) { return this.room.frameOf(this.room.ranges[index][edge]); }

  chooseAt(frame) {
    const inside = this.room.ranges.findIndex((range) => frame >= this.room.frameOf(range.start) && frame < this.room.frameOf(range.end));
    if (inside >= 0 && inside !== this.room.chosen) this.room.chooseRange(inside);
  }

  place() {
    const focused = document.activeElement?.closest?.(".handle")?.dataset;
    for (const old of this.querySelectorAll(".range, .handle")) old.remove();
    this.room.ranges.forEach((range, index) => {
      const [start, end] = [this.edgeFrame(index, "start"), this.edgeFrame(index, "end")];
      const bar = document.createElement("div");
      bar.className = index === this.room.chosen ? "range chosen" : "range";
      bar.style.insetInlineStart = `${this.share(start)}%`;
      bar.style.width = `${this.share(end) - this.share(start)}%`;
      this.track.append(bar, this.handle(index, "start", start), this.handle(index, "end", end));
    });
    if (focused) this.querySelector(`.handle[data-index="${focused.index}"][data-edge="${focused.edge}"]`)?.focus();
  }

  handle(index, edge, frame) {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = `handle handle-${edge}`;
    handle.dataset.index = index;
    handle.dataset.edge = edge;
    handle.style.insetInlineStart = `${this.share(frame)}%`;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", `${edge === "start" ? this.dataset.textIn : this.dataset.textOut}, ${this.dataset.textRange} ${index + 1}`);
    handle.setAttribute("aria-valuemin", 0);
    handle.setAttribute("aria-valuemax", this.room.frames);
    handle.setAttribute("aria-valuenow", frame);
    handle.setAttribute("aria-valuetext", this.room.player.timecode(frame));
    handle.addEventListener("keydown", (event) => {
      const second = Math.round(this.room.fps);
      const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -second, PageUp: second };
      const step = (steps[event.key] ?? 0) * (event.shiftKey && event.key.startsWith("Arrow") ? second : 1);
      if (!step) return;
      event.preventDefault();
      this.room.setEdge(index, edge, frame + step);
      this.room.player.seek(edge === "end" ? frame + step - 1 : frame + step);
    });
    return handle;
  }

  draw() {
    const box = this.track.getBoundingClientRect();
    const scale = devicePixelRatio || 1;
    this.canvas.width = box.width * scale;
    this.canvas.height = box.height * scale;
    const paint = this.canvas.getContext("2d");
    paint.scale(scale, scale);
    const colour = (name) => getComputedStyle(this).getPropertyValue(name);
    const film = this.sheets.length ? Math.min(FILM, box.height * 0.6) : 0;
    if (film) this.drawFilm(paint, box.width, film);
    const x = (frame) => (this.share(frame) / 100) * box.width;
    const spans = (found, top, height) => { for (const [start, end] of found) paint.fillRect(x(start), top, Math.max(1, x(end) - x(start)), height); };
    paint.fillStyle = colour("--line");
    spans(this.room.data.silence, film, box.height - film);
    if (this.peaks) this.drawPeaks(paint, box, film, colour("--ink-3"));
    paint.fillStyle = colour("--signed");
    spans(this.room.data.speech, box.height - 3, 3);
    paint.fillStyle = colour("--accent");
    for (const shot of this.room.data.shots) paint.fillRect(x(shot), film, 1, 8);
    paint.font = "12px system-ui, sans-serif";
    for (const item of this.room.data.items) {
      const left = x(this.room.frameOf(item.start));
      if (left < 0 || left > box.width) continue;
      paint.fillStyle = colour("--ink-3");
      paint.fillRect(left, 0, 1, box.height);
      const words = item.title.slice(0, 28);
      paint.fillStyle = colour("--sunken");
      paint.fillRect(left + 1, box.height - 18, paint.measureText(words).width + 8, 17);
      paint.fillStyle = colour("--ink-2");
      paint.fillText(words, left + 5, box.height - 5);
    }
  }

  drawFilm(paint, width, height) {
    const step = (height * THUMB.width) / THUMB.height;
    const [from, to] = this.view.map((frame) => frame / this.room.fps);
    for (let x = 0; x < width; x += step) {
      const second = Math.floor(from + (x / width) * (to - from));
      const place = second % (THUMB.columns * THUMB.rows);
      const sheet = this.sheets[Math.floor(second / (THUMB.columns * THUMB.rows))];
      if (!sheet?.complete || !sheet.naturalWidth) continue;
      const [left, top] = [(place % THUMB.columns) * THUMB.width, Math.floor(place / THUMB.columns) * THUMB.height];
      paint.drawImage(sheet, left, top, THUMB.width, THUMB.height, x, 0, step, height);
    }
  }

  drawPeaks(paint, box, top, ink) {
    const { low, high } = this.peaks;
    const [middle, half] = [(top + box.height) / 2, (box.height - top) / 2 - 6];
    const at = (x) => ((this.view[0] + (x / box.width) * (this.view[1] - this.view[0])) / this.room.frames) * low.length;
    paint.fillStyle = ink;
    for (let x = 0; x < box.width; x += 1) {
      const from = Math.floor(at(x));
      const to = Math.max(from + 1, Math.floor(at(x + 1)));
      let [least, most] = [0, 0];
      for (let place = from; place < to; place += 1) { least = Math.min(least, low[place] ?? 0); most = Math.max(most, high[place] ?? 0); }
      paint.fillRect(x, middle - (most / 128) * half, 1, Math.max(1, ((most - least) / 128) * half));
    }
  }
}

customElements.define("cut-timeline", CutTimeline);
