// The cutting room: one state (the content of the next revision), its history for undo, the form, saving, the preview.
// Other elements find it with closest("cutting-room"), read `content` and call `change()`; they listen to its
// "change-of-content" (its detail: the kind of change, if it has one) and "frame" events. The player (player.js) owns the
// media element and the clock. `coming`: a promise of whether what is on its way to the desk came; undefined while nothing is.

const SAVE_AFTER = 2500;
const PREVIEW_AFTER = 500;
const STEPS_KEPT = 100;
const ONE_STEP = 1500; // changes of one kind that follow each other this fast are one step of undo

class CuttingRoom extends HTMLElement {
  connectedCallback() {
    this.data = JSON.parse(document.getElementById("room-data").textContent);
    this.rate = this.data.rate.split("/").map(Number);
    this.content = this.unfolded(this.data.content);
    this.base = this.data.base;
    this.done = [JSON.stringify(this.content)];
    this.undone = [];
    this.saved = this.payload;
    this.savedLanguages = this.further;
    this.chosen = 0;
    this.shape = "9:16";
    this.form = this.querySelector("form");
    this.media = this.querySelector("video, audio");
    this.frames = Math.max(1, this.framesIn(this.data.duration));
    this.status = document.querySelector("[data-saved]");
    this.wireForm();
    this.wireSaving();
    customElements.whenDefined("clip-player").then(() => { this.announce(); this.readTyped(); });
  }

  // Times: content keeps "num/den" seconds; the page counts whole frames. BigInt keeps long recordings exact.
  inFrames(text) {
    const [n, d] = text.split("/").map(BigInt);
    return [n * BigInt(this.rate[0]), d * BigInt(this.rate[1])];
  }
  // The frame nearest to a time: files write 0.033 where they mean frame 1 of 30.
  frameOf(text) {
    const [n, d] = this.inFrames(text);
    return Number((2n * n + d) / (2n * d));
  }
  // How many whole frames a length holds.
  framesIn(text) {
    const [n, d] = this.inFrames(text);
    return Number(n / d);
  }
  timeOf(frame) { return this.written(frame * this.rate[1], this.rate[0]); }
  // As the desk writes a fraction, so that what is stored reads as what was sent.
  written(n, d) {
    let [common, rest] = [n, d];
    while (rest) [common, rest] = [rest, common % rest];
    return `${n / common}/${d / common}`;
  }
  secondsOf(text) { const [n, d] = text.split("/").map(Number); return n / (d ?? 1); }
  get fps() { return this.rate[0] / this.rate[1]; }
  get ranges() { return this.content.recipe.ranges; }
  get player() { return this.querySelector("clip-player"); }
  get cards() { return this.querySelector("clip-cards"); }

  // On the page each caption carries its further languages (`said`), so that they stay with it whatever is done to it;
  // stored, each language is a list of texts beside the captions.
  unfolded({ translations = {}, ...content }) {
    const { captions } = content.recipe;
    for (const [language, texts] of Object.entries(translations)) texts.forEach((text, at) => { (captions[at].said ??= {})[language] = text; });
    content.recipe.lower_thirds ??= []; // older recipes have none
    return { ...content, languages: Object.keys(translations) };
  }

  // The clip's own language is none beside it. What was written in it stays on the page, in case it was chosen by mistake.
  get further() { return this.content.languages.filter((language) => language !== this.content.language); }

  // What is sent: a caption without words is none yet, nor is a name on the picture without a name.
  get payload() {
    const { languages: _, ...content } = this.content;
    const cues = content.recipe.captions.filter((cue) => cue.text.trim());
    const captions = cues.map(({ said, ...cue }) => cue);
    const translations = Object.fromEntries(this.further.map((language) => [language, cues.map((cue) => cue.said?.[language] ?? "")]));
    const words = this.querySelector("caption-style")?.words ?? content.recipe.words ?? [];
    const named = content.recipe.lower_thirds.filter((one) => one.name.trim());
    return JSON.stringify({ ...content, translations, recipe: { ...content.recipe, captions, words, lower_thirds: named } });
  }
  get dirty() { return this.payload !== this.saved || Boolean(this.breakingChanged); }

  setEdge(index, edge, frame) {
    const range = this.ranges[index];
    const start = edge === "start" ? Math.max(0, frame) : this.frameOf(range.start);
    const end = edge === "end" ? Math.min(this.frames, frame) : this.frameOf(range.end);
    if (end <= start) return;
    if (edge === "start") range.start = this.timeOf(start); else range.end = this.timeOf(end);
    this.chosen = index;
    this.change(`edge-${index}-${edge}`);
  }

  chooseRange(index) {
    this.chosen = index;
    this.announce();
  }

  addRange(start) {
    if (this.ranges.length >= this.data.most_ranges || start >= this.frames) return;
    const end = Math.min(this.frames, start + Math.round(5 * this.fps));
    this.ranges.push({ start: this.timeOf(start), end: this.timeOf(end) });
    this.chosen = this.ranges.length - 1;
    this.change();
  }

  // All ranges at once, as [first frame, end] each; tells whether there may be so many, and any.
  setRanges(frames, chosen) {
    if (!frames.length || frames.length > this.data.most_ranges) return false;
    this.content.recipe.ranges = frames.map(([start, end]) => ({ start: this.timeOf(start), end: this.timeOf(end) }));
    this.chosen = Math.min(chosen, frames.length - 1);
    this.change();
    return true;
  }

  removeRange() {
    if (this.ranges.length < 2) return;
    this.ranges.splice(this.chosen, 1);
    this.chosen = Math.max(0, this.chosen - 1);
    this.change();
  }

  // The chosen range comes to another place in the clip.
  moveRange(to) {
    if (to === this.chosen || to < 0 || to >= this.ranges.length) return;
    this.ranges.splice(to, 0, ...this.ranges.splice(this.chosen, 1));
    this.chosen = to;
    this.change();
  }

  chooseShape(shape) {
    this.shape = shape;
    for (const button of this.querySelectorAll("[data-shape]")) button.setAttribute("aria-pressed", String(button.dataset.shape === shape));
    this.announce();
  }

  step(from, to, keep) {
    if (from.length <= keep) return;
    to.push(from.pop());
    this.content = JSON.parse(this.done[this.done.length - 1]);
    this.chosen = Math.min(this.chosen, this.ranges.length - 1);
    this.kind = undefined;
    this.showFields();
    this.announce();
    this.saveSoon();
  }

  // The form's fields as the content has them.
  showFields() {
    for (const name of ["title", "description", "language"]) this.form.elements[name].value = this.content[name];
    this.form.elements.look.value = this.content.recipe.look ?? "";
    this.form.elements.strap.value = this.content.recipe.title ?? "";
    this.form.elements.keep_clear.value = this.content.recipe.keep_clear ?? "";
    for (const [name, on] of Object.entries(this.content.flags)) this.form.elements[name].checked = on;
  }

  undo() { this.step(this.done, this.undone, 1); }
  redo() { this.step(this.undone, this.done, 0); }

  // held: of one drag, which is one step however long it lasts.
  change(kind, held = false) {
    const now = JSON.stringify(this.content);
    if (now !== this.done[this.done.length - 1]) {
      const goesOn = kind && kind === this.kind && (held || Date.now() - this.changedAt < ONE_STEP) && this.done.length > 1;
      if (goesOn) this.done.pop();
      this.done.push(now);
      if (this.done.length > STEPS_KEPT) this.done.shift();
      this.undone = [];
      [this.kind, this.changedAt] = [kind, Date.now()];
    }
    this.announce(kind);
    this.saveSoon();
  }

  announce(kind) {
    for (const count of this.querySelectorAll("[data-count]")) count.textContent = `${[...this.content[count.dataset.count]].length}/${count.dataset.limit}`;
    const last = this.ranges.length - 1;
    const can = { undo: this.done.length > 1, redo: this.undone.length > 0, remove: last > 0, earlier: this.chosen > 0, later: this.chosen < last };
    for (const [act, may] of Object.entries(can)) for (const button of this.querySelectorAll(`[data-do=${act}]`)) button.disabled = !may;
    this.dispatchEvent(new CustomEvent("change-of-content", { detail: kind }));
    this.previewSoon();
  }

  wireForm() {
    this.form.addEventListener("input", (event) => this.readField(event.target));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.save(true); });
    this.addEventListener("click", (event) => {
      const shape = event.target.closest("[data-shape]");
      if (shape) this.chooseShape(shape.dataset.shape);
      const act = event.target.closest("[data-do]")?.dataset.do;
      if (act === "undo" || act === "redo") this[act]();
      if (act === "remove") this.removeRange();
      if (act === "earlier" || act === "later") {
        this.moveRange(this.chosen + (act === "later" ? 1 : -1));
        if (event.target.closest("button").disabled) this.player.focusRange(); // at the end of the way the keyboard stays near
      }
    });
  }

  // What was typed or chosen before this script had come.
  readTyped() {
    const chosen = (one) => one.type === "select-one" && [...one.options].some((option) => option.defaultSelected && !option.selected);
    const typed = (one) => one.type === "checkbox" ? one.checked !== one.defaultChecked : "defaultValue" in one && one.value !== one.defaultValue;
    for (const field of this.form.elements) if (chosen(field) || typed(field)) this.readField(field);
  }

  readField(field) {
    if (["title", "description", "language"].includes(field.name)) this.content[field.name] = field.value;
    else if (field.name in this.content.flags) this.content.flags[field.name] = field.checked;
    else if (field.name === "look") this.content.recipe.look = field.value;
    else if (field.name === "keep_clear") this.content.recipe.keep_clear = field.value;
    else if (field.name === "strap") this.content.recipe.title = field.value.trim();
    else if (field.name === "breaking") this.breakingChanged = true;
    else return;
    if (field.name === "language") this.content.recipe.language = field.value;
    this.change(field.name);
  }

  wireSaving() {
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      this.save(true);
    });
    addEventListener("beforeunload", (event) => { if (this.dirty || this.coming) event.preventDefault(); });
    document.querySelector("[data-send]")?.addEventListener("click", async (event) => {
      if (!this.dirty && !this.coming) return;
      event.preventDefault();
      let came = true;
      if (this.coming) this.status.textContent = this.querySelector("own-picture").dataset.textGoing;
      while (this.coming) came = await this.coming; // another one may take its place
      if (!came) return; // what is wrong with it is said beside it
      if (this.dirty) await this.save(true);
      if (!this.dirty) location.assign(event.target.closest("a").href);
    });
  }

  // Ask the server, and always get a sentence: also when the session ended or the desk cannot be reached.
  async ask(url, body, signal) {
    const headers = { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, Accept: "application/json" };
    const answer = await fetch(url, { method: "POST", body, headers, signal }).catch(() => null);
    if (!answer) return { error: this.dataset.textOffline };
    const type = answer.headers.get("content-type") ?? "";
    if (type.startsWith("image/")) return { image: await answer.blob(), under: answer.headers.get("X-Clipdesk-Under") };
    if (type.startsWith("video/")) return { stream: answer };
    if (!type.startsWith("application/json")) return { error: answer.status < 500 ? this.dataset.textSignIn : this.dataset.textBroken };
    const said = await answer.json();
    return answer.ok ? said : { error: said.error, conflict: answer.status === 409 };
  }

  saveSoon() {
    if (!this.conflict) this.status.textContent = this.dirty ? this.dataset.textUnsaved : `${this.dataset.textSaved} ${this.base}`;
    clearTimeout(this.saveTimer);
    if (this.dirty && !this.dataset.voids && !this.conflict) this.saveTimer = setTimeout(() => this.save(false), SAVE_AFTER);
  }

  async save(asked) {
    clearTimeout(this.saveTimer);
    if (this.saving) { this.again = this.again || asked; return; }
    if (this.dataset.voids && this.dirty && !(asked && confirm(this.dataset.textAsk))) return;
    const [sent, further, breaking] = [this.payload, this.further, this.form.elements.breaking?.checked];
    this.saving = true;
    this.status.textContent = this.dataset.textSaving;
    const hurry = breaking === undefined ? "" : `"breaking":${breaking},`; // the box is there for those who may
    const said = await this.ask(this.data.urls.save, `{"base":${this.base},${hurry}"content":${sent}}`);
    this.saving = false;
    if (said.error) { this.refused(said); return; }
    this.trouble.hidden = true;
    this.conflict = false;
    [this.base, this.saved, this.savedLanguages] = [said.number, sent, further];
    this.dispatchEvent(new CustomEvent("content-saved"));
    if (breaking === this.form.elements.breaking?.checked) this.breakingChanged = false;
    this.status.textContent = `${this.dataset.textSaved} ${said.number}` + (said.voided ? ` · ${this.dataset.textVoid}` : "");
    if (said.voided) { this.dataset.voids = ""; document.querySelector("[data-voids-note]")?.remove(); }
    if (this.again) { this.again = false; await this.save(true); } else if (this.dirty) this.saveSoon();
  }

  get trouble() { return this.querySelector("[data-trouble]"); }

  // What was typed stays on the page; the sentence says what to do. After a conflict nothing is saved by itself.
  refused(said) {
    this.again = false;
    this.conflict = Boolean(said.conflict);
    this.status.textContent = this.dataset.textFailed;
    this.trouble.hidden = false;
    this.trouble.querySelector("[data-trouble-text]").textContent = said.error;
    this.trouble.querySelector("[data-trouble-newest]").hidden = !said.conflict;
  }

  // Where a frame of the recording lies in the finished clip; null outside every range.
  clipTime(frame = this.player.frame) {
    let before = 0;
    for (const range of this.ranges) {
      const [start, end] = [this.frameOf(range.start), this.frameOf(range.end)];
      if (frame >= start && frame < end) return this.timeOf(before + frame - start);
      before += end - start;
    }
    return null;
  }

  previewSoon() {
    clearTimeout(this.previewTimer);
    this.previewTimer = setTimeout(() => { if (this.media.paused) this.preview(); }, PREVIEW_AFTER);
  }

  async preview() {
    const note = this.querySelector("[data-preview-note]");
    const number = (this.previewNumber = (this.previewNumber ?? 0) + 1);
    const [at, shape, card, name] = [this.clipTime(), this.shape, this.cards.card ?? "", this.cards.name];
    note.textContent = note.dataset.textWait;
    const body = `{"shape":"${shape}","at":"${at ?? "0/1"}","card":"${card}","content":${this.payload}}`;
    const said = await this.ask(this.data.urls.preview, body);
    if (number !== this.previewNumber) return;
    if (said.error) { note.textContent = said.error; return; }
    const image = this.querySelector("[data-preview]");
    if (image.src) URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(said.image);
    image.closest("figure").dataset.shown = shape;
    this.dispatchEvent(new CustomEvent("frame-shown", { detail: said.under && !card ? JSON.parse(said.under) : {} }));
    note.textContent = card ? `${shape} · ${name}` : at === null ? note.dataset.textOutside : `${shape} · ${this.secondsOf(at).toFixed(2)} s`;
  }
}

customElements.define("cutting-room", CuttingRoom);
