// The timeline: filmstrip, waveform, shots, speech, silence, rundown items, marks and the window's keys on a canvas, captions and
// names as blocks below it (timed-blocks.js: told by "placed" where the view or the content changed); ranges with handles that move
// by pointer and keyboard. Dragged handles snap to shots, captions, pauses and items (not while Alt is held). It shows
// any part of the recording, from all of it down to two seconds, and loads the pictures and the sound of that part only,
// so that it does not matter how long the recording is.

const FILM = 90;
const THUMB = { width: 160, height: 90, columns: 10, rows: 6 };
const SHEETS_KEPT = 16;
const SNAP = 8; // pixels
const AROUND = 5; // seconds shown beside the clip
const LEAST = 2; // seconds shown at once
const FINEST = 100; // pairs of peaks a second in the finest file
const PIECE = 300; // seconds of it that are asked for at once
const PIECES_KEPT = 48;

// What was loaded lately, by number; the oldest goes when there is too much.
class Kept {
  constructor(most) {
    this.most = most;
    this.found = new Map();
  }

  get(number, make) {
    const had = this.found.get(number);
    this.found.delete(number);
    this.found.set(number, had ?? make());
    if (this.found.size > this.most) this.found.delete(this.found.keys().next().value);
    return this.found.get(number);
  }
}

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
    this.prepend(this.track); // the blocks of captions and names lie below it
    this.sheets = new Kept(SHEETS_KEPT);
    this.pieces = new Kept(PIECES_KEPT);
    const { shots, silence, items, marks } = this.room.data;
    this.marks = [...shots, ...silence.flat(), ...items.flatMap((item) => [this.room.frameOf(item.start), this.room.frameOf(item.end)]), ...marks.map((mark) => mark.frame)];
    this.sentences = [];
    this.room.addEventListener("words-known", () => { this.sentences = this.room.querySelector("cut-transcript").sentences; });
    this.hearAll();
    this.room.addEventListener("links-renewed", () => this.loadAnew());
    this.room.addEventListener("frame", (event) => this.moveHead(event.detail));
    this.room.addEventListener("change-of-content", () => this.place());
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.zoomer = this.room.querySelector("[data-zoom]");
    this.zoomer.addEventListener("click", () => this.zoom(this.zoomer.getAttribute("aria-pressed") !== "true"));
    this.slider = this.room.querySelector("[data-part]");
    this.slider.addEventListener("input", (event) => { event.stopPropagation(); this.show(Number(this.slider.value), this.length); });
    for (const button of this.room.querySelectorAll("[data-scale]")) button.addEventListener("click", () => this.scale(Number(button.dataset.scale)));
    this.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.view = [0, this.room.frames];
    new ResizeObserver(() => this.drawSoon()).observe(this);
    const clip = this.room.ranges.reduce((sum, range) => sum + this.room.frameOf(range.end) - this.room.frameOf(range.start), 0);
    this.zoom(clip < this.room.frames / 10);
  }

  get length() { return this.view[1] - this.view[0]; }

  // Show `length` frames from `start` on, as near to that as the recording has them.
  show(start, length) {
    const all = this.room.frames;
    const shown = Math.round(Math.max(Math.min(all, LEAST * this.room.fps), Math.min(all, length)));
    const from = Math.round(Math.max(0, Math.min(all - shown, start)));
    this.view = [from, from + shown];
    this.zoomer.setAttribute("aria-pressed", String(this.view.join() === this.around.join()));
    Object.assign(this.slider, { max: all - shown, step: Math.max(1, Math.round(shown / 10)), value: from });
    this.slider.closest("[data-part-shown]").hidden = shown === all;
    this.slider.setAttribute("aria-valuetext", this.room.player.timecode(from));
    for (const button of this.room.querySelectorAll("[data-scale]")) button.disabled = button.dataset.scale > 1 ? shown <= LEAST * this.room.fps : shown === all;
    this.drawSoon();
    this.place();
    this.moveHead(this.room.player.frame, false);
  }

  // The clip and a little beside it.
  get around() {
    const beside = Math.round(AROUND * this.room.fps);
    const edges = this.room.ranges.flatMap((range) => [this.room.frameOf(range.start), this.room.frameOf(range.end)]);
    return [Math.max(0, Math.min(...edges) - beside), Math.min(this.room.frames, Math.max(...edges) + beside)];
  }

  zoom(near) {
    const [from, to] = near ? this.around : [0, this.room.frames];
    this.show(from, to - from);
  }

  // `times` as near, around a frame that stays where it is: the one under the pointer, else the one shown.
  scale(times, frame = this.room.player.frame) {
    const held = frame >= this.view[0] && frame < this.view[1] ? frame : (this.view[0] + this.view[1]) / 2;
    this.show(held - (held - this.view[0]) / times, this.length / times);
  }

  wheel(event) {
    const across = event.shiftKey ? event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) this.scale(event.deltaY < 0 ? 1.25 : 0.8, this.frameAt(event.clientX));
    else if (across) this.show(this.view[0] + (across / this.track.clientWidth) * this.length, this.length);
    else return;
    event.preventDefault();
  }

  share(frame) { return (100 * (frame - this.view[0])) / (this.view[1] - this.view[0]); }
  frameAt(x) {
    const box = this.track.getBoundingClientRect();
    return Math.round(this.view[0] + Math.max(0, Math.min(1, (x - box.left) / box.width)) * (this.view[1] - this.view[0]));
  }

  // What plays or is jumped to comes into view.
  moveHead(frame, follow = true) {
    if (follow && !this.pressed && (frame < this.view[0] || frame >= this.view[1])) {
      this.show(frame - this.length / (this.room.media.paused ? 2 : 10), this.length);
      return;
    }
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
    this.pressed = true;
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
    for (const done of ["pointerup", "pointercancel"]) this.addEventListener(done, () => { end.abort(); this.pressed = false; }, options);
  }

  // Frames at which something begins or ends, rising.
  get points() { return this.pointsBeside(null); }

  // The same without what begins and ends with one caption: it does not hold itself.
  pointsBeside(one) {
    const captions = this.room.content.recipe.captions.filter((cue) => cue !== one).flatMap((cue) => [this.room.frameOf(cue.start), this.room.frameOf(cue.end)]);
    return [...new Set([...this.marks, ...this.sentences, ...captions])].sort((a, b) => a - b);
  }

  snapped(frame, points = this.points) {
    const reach = (SNAP * (this.view[1] - this.view[0])) / Math.max(1, this.track.clientWidth);
    const near = points.reduce((best, point) => (Math.abs(point - frame) < Math.abs(best - frame) ? point : best), Infinity);
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
      this.track.append(bar);
      // one range has handles at a time: those of neighbours would lie over each other
      if (index === this.room.chosen) this.track.append(this.handle(index, "start", start), this.handle(index, "end", end));
    });
    if (focused) this.querySelector(`.handle[data-index="${focused.index}"][data-edge="${focused.edge}"]`)?.focus();
    this.dispatchEvent(new CustomEvent("placed"));
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

  drawSoon() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.draw());
  }

  draw() {
    const box = this.track.getBoundingClientRect();
    const scale = devicePixelRatio || 1;
    this.canvas.width = box.width * scale;
    this.canvas.height = box.height * scale;
    const paint = this.canvas.getContext("2d");
    paint.scale(scale, scale);
    const colour = (name) => getComputedStyle(this).getPropertyValue(name);
    const film = this.room.data.links.sheets.length ? Math.min(FILM, box.height * 0.6) : 0;
    if (film) this.drawFilm(paint, box.width, film);
    const x = (frame) => (this.share(frame) / 100) * box.width;
    const spans = (found, top, height) => { for (const [start, end] of found) if (end > this.view[0] && start < this.view[1]) paint.fillRect(x(start), top, Math.max(1, x(end) - x(start)), height); };
    paint.fillStyle = colour("--line");
    spans(this.room.data.silence, film, box.height - film);
    if (this.coarse) this.drawPeaks(paint, box, film, colour("--ink-3"));
    this.room.querySelector("cut-loudness")?.draw?.(paint, box, film, this.view, colour("--review"));
    this.drawKeys(paint, x, colour);
    paint.fillStyle = colour("--signed");
    spans(this.room.data.speech, box.height - 3, 3);
    paint.fillStyle = colour("--accent");
    for (const shot of this.room.data.shots) if (shot >= this.view[0] && shot < this.view[1]) paint.fillRect(x(shot), film, 1, 8);
    paint.font = "12px system-ui, sans-serif";
    const name = (title, left, top, line) => {
      if (left < 0 || left > box.width) return;
      paint.fillStyle = line;
      paint.fillRect(left, 0, 1, box.height);
      const words = title.slice(0, 28);
      paint.fillStyle = colour("--sunken");
      paint.fillRect(left + 1, top, paint.measureText(words).width + 8, 17);
      paint.fillStyle = colour("--ink-2");
      paint.fillText(words, left + 5, top + 13);
    };
    for (const item of this.room.data.items) name(item.title, x(this.room.frameOf(item.start)), box.height - 18, colour("--ink-3"));
    for (const mark of this.room.data.marks) name(mark.title, x(mark.frame), box.height - 36, colour("--review"));
  }

  // The key frames of the window that moves: a mark at the head for each.
  drawKeys(paint, x, colour) {
    const moments = this.room.querySelector("framing-keys")?.moments ?? [];
    for (const frame of moments) {
      if (frame < this.view[0] || frame >= this.view[1]) continue;
      const middle = x(frame);
      paint.beginPath();
      for (const [right, down] of [[0, 2], [5, 8], [0, 14], [-5, 8]]) paint.lineTo(middle + right, down);
      paint.closePath();
      paint.fillStyle = colour("--accent-strong");
      paint.fill();
      paint.lineWidth = 1.5;
      paint.strokeStyle = colour("--surface");
      paint.stroke();
    }
  }

  drawFilm(paint, width, height) {
    const step = (height * THUMB.width) / THUMB.height;
    const [from, to] = this.view.map((frame) => frame / this.room.fps);
    for (let x = 0; x < width; x += step) {
      const second = Math.floor(from + (x / width) * (to - from));
      const place = second % (THUMB.columns * THUMB.rows);
      const sheet = this.sheet(Math.floor(second / (THUMB.columns * THUMB.rows)));
      if (!sheet?.complete || !sheet.naturalWidth) continue;
      const [left, top] = [(place % THUMB.columns) * THUMB.width, Math.floor(place / THUMB.columns) * THUMB.height];
      paint.drawImage(sheet, left, top, THUMB.width, THUMB.height, x, 0, step, height);
    }
  }

  sheet(number) {
    const url = this.room.data.links.sheets[number];
    return url && this.sheets.get(number, () => {
      const image = new Image();
      image.src = url;
      image.addEventListener("load", () => this.drawSoon());
      image.addEventListener("error", () => this.room.dispatchEvent(new CustomEvent("link-failed", { detail: url })));
      return image;
    });
  }

  // Pairs of signed bytes, lowest and highest of each step; a part of a file where `from` and `to` say which bytes.
  async hear(url, from, to) {
    const headers = to ? { Range: `bytes=${from}-${to - 1}` } : {};
    const answer = await fetch(url, { headers }).catch(() => null);
    if (!answer?.ok) this.room.dispatchEvent(new CustomEvent("link-failed", { detail: url }));
    return new Int8Array(answer?.ok ? await answer.arrayBuffer() : 0);
  }

  // The coarse pairs of the whole recording.
  async hearAll() {
    const { coarse } = this.room.data.links.peaks;
    if (!coarse) return;
    const pairs = await this.hear(coarse);
    if (pairs.length || !this.coarse) this.coarse = pairs;
    this.drawSoon();
  }

  // New addresses: what was loaded by the old ones may have failed.
  loadAnew() {
    this.sheets = new Kept(SHEETS_KEPT);
    this.pieces = new Kept(PIECES_KEPT);
    if (!this.coarse?.length) this.hearAll();
    this.drawSoon();
  }

  // The finest pairs of the piece of the recording that begins at number × PIECE seconds.
  piece(number) {
    const bytes = 2 * FINEST * PIECE;
    return this.pieces.get(number, () => {
      const made = { pairs: null };
      this.hear(this.room.data.links.peaks.fine, number * bytes, (number + 1) * bytes).then((pairs) => { made.pairs = pairs; this.drawSoon(); });
      return made;
    }).pairs;
  }

  drawPeaks(paint, box, top, ink) {
    const [middle, half] = [(top + box.height) / 2, (box.height - top) / 2 - 6];
    const [begin, seconds] = [this.view[0] / this.room.fps, this.length / this.room.fps];
    const fine = this.room.data.links.peaks.fine && seconds < 2 * box.width;
    paint.fillStyle = ink;
    for (let x = 0; x < box.width; x += 1) {
      const [from, to] = [begin + (x / box.width) * seconds, begin + ((x + 1) / box.width) * seconds];
      const [least, most] = (fine && this.extremes(from, to)) || this.within(this.coarse, from, to);
      paint.fillRect(x, middle - (most / 128) * half, 1, Math.max(1, ((most - least) / 128) * half));
    }
  }

  // From the finest pairs, where they have come.
  extremes(from, to) {
    const number = Math.floor(from / PIECE);
    const pairs = this.piece(number);
    return pairs && this.within(pairs, (from - number * PIECE) * FINEST, (to - number * PIECE) * FINEST);
  }

  within(pairs, from, to) {
    let [least, most] = [0, 0];
    for (let step = Math.floor(from); step < Math.max(Math.floor(from) + 1, Math.floor(to)); step += 1) {
      least = Math.min(least, pairs[2 * step] ?? 0);
      most = Math.max(most, pairs[2 * step + 1] ?? 0);
    }
    return [least, most];
  }
}

customElements.define("cut-timeline", CutTimeline);
