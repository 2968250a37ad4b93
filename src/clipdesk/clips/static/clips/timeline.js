// The timeline: filmstrip, waveform, shots and rundown items on a canvas; ranges with handles that move by pointer and keyboard.

const FILM = 90;
const THUMB = { width: 160, height: 90, columns: 10, rows: 6 };

class CutTimeline extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.canvas = document.createElement("canvas");
    this.head = document.createElement("div");
    this.head.className = "head";
    this.append(this.canvas, this.head);
    this.sheets = this.room.data.sheets.map((url) => {
      const image = new Image();
      image.src = url;
      image.addEventListener("load", () => this.draw());
      return image;
    });
    if (this.room.data.peaks) fetch(this.room.data.peaks).then((answer) => answer.json()).then((peaks) => { this.peaks = peaks; this.draw(); });
    this.room.addEventListener("frame", (event) => this.moveHead(event.detail));
    this.room.addEventListener("change-of-content", () => this.place());
    this.addEventListener("pointerdown", (event) => this.press(event));
    new ResizeObserver(() => this.draw()).observe(this);
    this.place();
  }

  share(frame) { return (100 * frame) / this.room.frames; }
  frameAt(x) {
    const box = this.getBoundingClientRect();
    return Math.round(Math.max(0, Math.min(1, (x - box.left) / box.width)) * this.room.frames);
  }

  moveHead(frame) { this.head.style.insetInlineStart = `${this.share(frame)}%`; }

  press(event) {
    const handle = event.target.closest(".handle");
    const move = (next) => {
      const frame = this.frameAt(next.clientX);
      if (handle) {
        this.room.setEdge(Number(handle.dataset.index), handle.dataset.edge, frame);
        this.room.seek(handle.dataset.edge === "end" ? frame - 1 : frame);
      } else this.room.seek(frame);
    };
    this.setPointerCapture(event.pointerId);
    if (!handle) move(event);
    const up = () => {
      this.removeEventListener("pointermove", move);
      this.dispatchEvent(new Event("settled"));
    };
    this.addEventListener("pointermove", move);
    this.addEventListener("pointerup", up, { once: true });
    this.addEventListener("pointercancel", up, { once: true });
  }

  place() {
    const focused = document.activeElement?.closest?.(".handle");
    const key = focused && `${focused.dataset.index}${focused.dataset.edge}`;
    for (const old of this.querySelectorAll(".range, .handle")) old.remove();
    this.room.content.recipe.ranges.forEach((range, index) => {
      const [start, end] = [this.room.frameOf(range.start), this.room.frameOf(range.end)];
      const bar = document.createElement("div");
      bar.className = index === this.room.chosen ? "range chosen" : "range";
      bar.style.insetInlineStart = `${this.share(start)}%`;
      bar.style.width = `${this.share(end - start)}%`;
      this.append(bar, this.handle(index, "start", start), this.handle(index, "end", end));
    });
    if (key) this.querySelector(`.handle[data-index="${key.slice(0, -3).replace(/\D/g, "") || key[0]}"][data-edge="${key.includes("start") ? "start" : "end"}"]`)?.focus();
  }

  handle(index, edge, frame) {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "handle";
    handle.dataset.index = index;
    handle.dataset.edge = edge;
    handle.style.insetInlineStart = `${this.share(frame)}%`;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", `${edge === "start" ? this.dataset.textIn : this.dataset.textOut}, ${this.dataset.textRange} ${index + 1}`);
    handle.setAttribute("aria-valuemin", 0);
    handle.setAttribute("aria-valuemax", this.room.frames);
    handle.setAttribute("aria-valuenow", frame);
    handle.setAttribute("aria-valuetext", this.room.timecode(frame));
    handle.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -1, ArrowRight: 1, PageDown: -Math.round(this.room.fps), PageUp: Math.round(this.room.fps) };
      const step = (steps[event.key] ?? 0) * (event.shiftKey ? Math.round(this.room.fps) : 1);
      if (!step) return;
      event.preventDefault();
      this.room.setEdge(index, edge, frame + step);
      this.room.seek(edge === "end" ? frame + step - 1 : frame + step);
    });
    return handle;
  }

  draw() {
    const box = this.getBoundingClientRect();
    const scale = devicePixelRatio || 1;
    this.canvas.width = box.width * scale;
    this.canvas.height = box.height * scale;
    const paint = this.canvas.getContext("2d");
    paint.scale(scale, scale);
    const seconds = this.room.frames / this.room.fps;
    const ink = getComputedStyle(this).getPropertyValue("--ink-3");
    const film = this.sheets.length ? Math.min(FILM, box.height * 0.6) : 0;
    if (film) this.drawFilm(paint, box.width, film, seconds);
    if (this.peaks) this.drawPeaks(paint, box, film, ink);
    paint.fillStyle = getComputedStyle(this).getPropertyValue("--accent");
    for (const shot of this.room.data.shots) paint.fillRect((shot / this.room.frames) * box.width, film, 1, 8);
    paint.font = "11px system-ui, sans-serif";
    for (const item of this.room.data.items) {
      const x = (this.room.frameOf(item.start) / this.room.frames) * box.width;
      paint.fillStyle = ink;
      paint.fillRect(x, 0, 1, box.height);
      paint.fillText(item.title.slice(0, 22), x + 4, box.height - 5);
    }
  }

  drawFilm(paint, width, height, seconds) {
    const step = (height * THUMB.width) / THUMB.height;
    for (let x = 0; x < width; x += step) {
      const second = Math.min(Math.floor((x / width) * seconds), Math.floor(seconds));
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
    paint.fillStyle = ink;
    for (let x = 0; x < box.width; x += 1) {
      const from = Math.floor((x / box.width) * low.length);
      const to = Math.max(from + 1, Math.floor(((x + 1) / box.width) * low.length));
      let [least, most] = [0, 0];
      for (let at = from; at < to; at += 1) { least = Math.min(least, low[at]); most = Math.max(most, high[at]); }
      paint.fillRect(x, middle - (most / 128) * half, 1, Math.max(1, ((most - least) / 128) * half));
    }
  }
}

customElements.define("cut-timeline", CutTimeline);
