// The cutting room: one state (the content of the next revision), its history for undo, the player, saving. Other elements
// find it with closest("cutting-room"), read `content` and call `change()`; they listen to its "change" and "frame" events.

const SAVE_AFTER = 2500;
const PREVIEW_AFTER = 500;

class CuttingRoom extends HTMLElement {
  connectedCallback() {
    this.data = JSON.parse(document.getElementById("room-data").textContent);
    this.rate = this.data.rate.split("/").map(Number);
    this.content = this.data.content;
    this.base = this.data.base;
    this.done = [JSON.stringify(this.content)];
    this.undone = [];
    this.saved = this.done[0];
    this.chosen = 0;
    this.shape = "9:16";
    this.form = this.querySelector("form");
    this.media = this.querySelector("video, audio");
    this.frames = Math.floor(this.toFrame(this.data.duration));
    this.status = document.querySelector("[data-saved]");
    this.wirePlayer();
    this.wireForm();
    this.addEventListener("change-of-shape", () => this.preview());
    this.seek(this.frameOf(this.content.recipe.ranges[0].start));
    queueMicrotask(() => this.announce());
  }

  // Times: content keeps "num/den" seconds; the page counts whole frames. BigInt keeps long recordings exact.
  toFrame(text) {
    const [n, d] = text.split("/").map(BigInt);
    return Number((n * BigInt(this.rate[0])) / (d * BigInt(this.rate[1])));
  }
  frameOf(text) { return this.toFrame(text); }
  timeOf(frame) { return `${frame * this.rate[1]}/${this.rate[0]}`; }
  secondsOf(text) { const [n, d] = text.split("/").map(Number); return n / d; }
  get fps() { return this.rate[0] / this.rate[1]; }
  get frame() { return Math.min(this.frames - 1, Math.floor(this.media.currentTime * this.fps + 1e-3)); }

  seek(frame) {
    const to = Math.max(0, Math.min(this.frames - 1, frame));
    this.media.currentTime = (to + 0.5) / this.fps;
    this.shown(to);
  }

  timecode(frame) {
    const nominal = Math.ceil(this.fps - 1e-9);
    const [h, m, s, f] = this.data.timecode.split(/[:;]/).map(Number);
    const total = frame + ((h * 60 + m) * 60 + s) * nominal + f;
    const two = (value) => String(value).padStart(2, "0");
    const seconds = Math.floor(total / nominal);
    return [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60, total % nominal].map(two).join(":");
  }

  shown(frame) {
    this.querySelector("[data-frame]").textContent = frame;
    this.querySelector("[data-timecode]").textContent = this.timecode(frame);
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
    clearTimeout(this.previewTimer);
    if (this.media.paused) this.previewTimer = setTimeout(() => this.preview(), PREVIEW_AFTER);
  }

  wirePlayer() {
    const tick = () => {
      if (this.media.paused) return;
      this.shown(this.frame);
      if (this.stopAt !== undefined && this.frame >= this.stopAt - 1) { this.media.pause(); this.stopAt = undefined; }
      requestAnimationFrame(tick);
    };
    this.media.addEventListener("play", () => requestAnimationFrame(tick));
    this.media.addEventListener("pause", () => this.shown(this.frame));
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.act(button.dataset.do);
      const shape = event.target.closest("[data-shape]");
      if (shape) this.choose(shape.dataset.shape);
    });
    document.addEventListener("keydown", (event) => {
      if (event.target.closest("input, textarea, select, [role=slider], framing-window") || event.ctrlKey || event.metaKey || event.altKey) return;
      const second = Math.round(this.fps);
      const keys = { " ": "play", k: "pause", i: "in", o: "out" };
      if (keys[event.key] && !event.target.closest("button, a, summary")) this.act(keys[event.key]);
      else if (event.key === "ArrowLeft") this.seek(this.frame - (event.shiftKey ? second : 1));
      else if (event.key === "ArrowRight") this.seek(this.frame + (event.shiftKey ? second : 1));
      else if (event.key === "l") this.shuttle(1);
      else if (event.key === "j") this.seek(this.frame - second * 2);
      else return;
      event.preventDefault();
    });
  }

  shuttle(step) { this.media.playbackRate = this.media.paused ? 1 : Math.min(4, this.media.playbackRate * 2 * step); this.media.play(); }

  act(what) {
    const ranges = this.content.recipe.ranges;
    const range = ranges[this.chosen];
    const acts = {
      play: () => { this.stopAt = undefined; this.media.playbackRate = 1; if (this.media.paused) this.media.play(); else this.media.pause(); },
      pause: () => this.media.pause(),
      back: () => this.seek(this.frame - 1),
      on: () => this.seek(this.frame + 1),
      in: () => this.setEdge(this.chosen, "start", this.frame),
      out: () => this.setEdge(this.chosen, "end", this.frame + 1),
      "play-clip": () => { this.seek(this.frameOf(range.start)); this.stopAt = this.frameOf(range.end); this.media.playbackRate = 1; this.media.play(); },
      add: () => this.addRange(),
      remove: () => { if (ranges.length > 1) { ranges.splice(this.chosen, 1); this.chosen = 0; this.change(); } },
      undo: () => this.step(this.done, this.undone, 1),
      redo: () => this.step(this.undone, this.done, 0),
      caption: () => this.addCaption(),
    };
    acts[what]?.();
  }

  setEdge(index, edge, frame) {
    const range = this.content.recipe.ranges[index];
    const start = edge === "start" ? Math.max(0, frame) : this.frameOf(range.start);
    const end = edge === "end" ? Math.min(this.frames, frame) : this.frameOf(range.end);
    if (end <= start) return;
    range.start = this.timeOf(start);
    range.end = this.timeOf(end);
    this.chosen = index;
    this.change();
  }

  addRange() {
    const start = this.frame;
    const end = Math.min(this.frames, start + Math.round(5 * this.fps));
    this.content.recipe.ranges.push({ start: this.timeOf(start), end: this.timeOf(end) });
    this.chosen = this.content.recipe.ranges.length - 1;
    this.change();
  }

  addCaption() {
    const start = this.frame;
    const end = Math.min(this.frames, start + Math.round(2 * this.fps));
    this.content.recipe.captions.push({ start: this.timeOf(start), end: this.timeOf(end), text: "…" });
    this.content.recipe.captions.sort((a, b) => this.secondsOf(a.start) - this.secondsOf(b.start));
    this.change();
  }

  choose(shape) {
    this.shape = shape;
    for (const button of this.querySelectorAll("[data-shape]")) button.setAttribute("aria-pressed", String(button.dataset.shape === shape));
    this.announce();
    this.preview();
  }

  step(from, to, keep) {
    if (from.length <= keep) return;
    to.push(from.pop());
    const current = this.done[this.done.length - 1];
    this.content = JSON.parse(current);
    this.chosen = Math.min(this.chosen, this.content.recipe.ranges.length - 1);
    this.fillForm();
    this.announce();
    this.saveSoon();
  }

  change() {
    const now = JSON.stringify(this.content);
    if (now !== this.done[this.done.length - 1]) { this.done.push(now); this.undone = []; }
    this.announce();
    this.saveSoon();
  }

  announce() {
    const ranges = this.content.recipe.ranges;
    const total = ranges.reduce((sum, range) => sum + this.frameOf(range.end) - this.frameOf(range.start), 0);
    this.querySelector("[data-ranges]").textContent = `${this.chosen + 1}/${ranges.length} · ${(total / this.fps).toFixed(2)} s`;
    for (const count of this.querySelectorAll("[data-count]")) count.textContent = `${[...this.content[count.dataset.count]].length}/${count.dataset.limit}`;
    this.dispatchEvent(new CustomEvent("change-of-content"));
    clearTimeout(this.previewTimer);
    this.previewTimer = setTimeout(() => this.preview(), PREVIEW_AFTER);
  }

  wireForm() {
    this.form.addEventListener("input", (event) => this.readField(event.target));
    this.form.addEventListener("change", (event) => { if (event.target.id === "caption-file") this.importCaptions(event.target); });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.save(true); });
    addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
  }

  get dirty() { return JSON.stringify(this.content) !== this.saved || this.breakingChanged; }

  readField(field) {
    if (["title", "description", "language"].includes(field.name)) this.content[field.name] = field.value;
    else if (field.name in this.content.flags) this.content.flags[field.name] = field.checked;
    else if (field.name === "breaking") this.breakingChanged = true;
    else if (field.hasAttribute("data-fit")) this.content.recipe.framing[this.shape].mode = field.checked ? "fit" : "crop";
    else return;
    if (field.name === "language") this.content.recipe.language = field.value;
    this.change();
  }

  fillForm() {
    for (const name of ["title", "description", "language"]) this.form.elements[name].value = this.content[name];
    for (const [name, on] of Object.entries(this.content.flags)) this.form.elements[name].checked = on;
  }

  async importCaptions(input) {
    const body = new FormData();
    body.append("captions", input.files[0]);
    const status = this.querySelector("[data-caption-status]");
    const answer = await fetch(this.data.urls.captions_import, { method: "POST", body, headers: this.headers() });
    const said = await answer.json();
    input.value = "";
    if (!answer.ok) { status.textContent = said.error; return; }
    this.content.recipe.captions = said.cues;
    status.textContent = `${said.cues.length} ${status.dataset.textRead}` + (said.mended ? `; ${status.dataset.textMended} ${said.mended}` : "");
    this.change();
  }

  headers() { return { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, Accept: "application/json" }; }

  saveSoon() {
    this.status.textContent = this.dirty ? this.dataset.textUnsaved : `${this.dataset.textSaved} ${this.base}`;
    clearTimeout(this.saveTimer);
    if (this.dirty && !this.dataset.voids && !this.refused) this.saveTimer = setTimeout(() => this.save(false), SAVE_AFTER);
  }

  async save(asked) {
    clearTimeout(this.saveTimer);
    if (!this.form.querySelector("[type=submit], .button-primary") || this.saving) return;
    if (this.dataset.voids && this.dirty && !(asked && confirm(this.dataset.textAsk))) return;
    const sent = JSON.stringify(this.content);
    const body = JSON.stringify({ base: this.base, content: this.content, breaking: this.form.elements.breaking.checked });
    this.saving = true;
    this.status.textContent = this.dataset.textSaving;
    try {
      const answer = await fetch(this.data.urls.save, { method: "POST", body, headers: this.headers() });
      const said = await answer.json();
      if (!answer.ok) { this.refused = !asked; this.status.textContent = this.dataset.textFailed + said.error; return; }
      this.refused = false;
      this.base = said.number;
      this.saved = sent;
      this.breakingChanged = false;
      if (said.voided) this.dataset.voids = "";
      this.status.textContent = `${this.dataset.textSaved} ${said.number}` + (said.voided ? ` · ${this.dataset.textVoid}` : "");
    } catch (error) {
      this.status.textContent = this.dataset.textFailed + error.message;
    } finally { this.saving = false; }
    if (this.dirty && !this.refused) this.saveSoon();
  }

  clipTime() {
    // Where the shown frame lies in the finished clip; outside every range, its first frame.
    let before = 0;
    for (const range of this.content.recipe.ranges) {
      const [start, end] = [this.frameOf(range.start), this.frameOf(range.end)];
      if (this.frame >= start && this.frame < end) return this.timeOf(before + this.frame - start);
      before += end - start;
    }
    return "0/1";
  }

  async preview() {
    const note = this.querySelector("[data-preview-note]");
    const number = (this.previewNumber = (this.previewNumber ?? 0) + 1);
    const at = this.clipTime();
    note.textContent = note.dataset.textWait;
    const body = JSON.stringify({ content: this.content, shape: this.shape, at });
    const answer = await fetch(this.data.urls.preview, { method: "POST", body, headers: this.headers() }).catch(() => null);
    if (!answer || number !== this.previewNumber) return;
    if (!answer.ok) { note.textContent = (await answer.json()).error; return; }
    const image = this.querySelector("[data-preview]");
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(await answer.blob());
    note.textContent = `${this.shape} · ${this.secondsOf(at).toFixed(2)} s`;
  }
}

customElements.define("cutting-room", CuttingRoom);
