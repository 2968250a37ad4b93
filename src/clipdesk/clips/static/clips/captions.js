// The captions of the clip as a list: text, times, split, join, delete. Captions outside the ranges stay in the content unseen.

class CaptionList extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => {
      this.room = this.closest("cutting-room");
      this.room.addEventListener("change-of-content", () => { if (!this.typing) this.show(); });
      this.room.addEventListener("frame", (event) => this.mark(event.detail));
      this.show();
    });
  }

  get cues() { return this.room.content.recipe.captions; }

  heard(cue) {
    const second = (text) => this.room.secondsOf(text);
    return this.room.content.recipe.ranges.some((range) => second(cue.end) > second(range.start) && second(cue.start) < second(range.end));
  }

  show() {
    const shown = this.cues.map((cue, index) => [cue, index]).filter(([cue]) => this.heard(cue));
    this.replaceChildren(...shown.map(([cue, index]) => this.row(cue, index)));
    if (!shown.length) this.textContent = this.dataset.textNone;
  }

  mark(frame) {
    const now = frame / this.room.fps;
    for (const row of this.querySelectorAll(".cue")) {
      const cue = this.cues[Number(row.dataset.index)];
      row.classList.toggle("now", Boolean(cue) && this.room.secondsOf(cue.start) <= now && now < this.room.secondsOf(cue.end));
    }
  }

  row(cue, index) {
    const row = document.createElement("div");
    row.className = "cue";
    row.dataset.index = index;
    const times = document.createElement("div");
    times.className = "cue-times";
    times.append(this.time(cue, "start", this.dataset.textFrom), this.time(cue, "end", this.dataset.textTo));
    const words = document.createElement("div");
    const text = document.createElement("textarea");
    text.className = "input";
    text.rows = 2;
    text.value = cue.text;
    text.setAttribute("aria-label", `${this.dataset.textWords} ${index + 1}`);
    text.addEventListener("input", (event) => {
      event.stopPropagation();
      cue.text = text.value;
      this.typing = true;
      this.room.change();
      this.typing = false;
    });
    text.addEventListener("focus", () => this.room.seek(this.room.frameOf(cue.start)));
    const acts = document.createElement("div");
    acts.className = "cue-acts";
    acts.append(
      this.button(this.dataset.textSplit, () => this.split(index, text.selectionStart)),
      this.button(this.dataset.textJoin, () => this.join(index)),
      this.button(this.dataset.textDelete, () => { this.cues.splice(index, 1); this.room.change(); }),
    );
    words.append(text, acts);
    row.append(times, words);
    return row;
  }

  time(cue, edge, label) {
    const input = document.createElement("input");
    input.className = "input number";
    input.inputMode = "decimal";
    input.value = this.room.secondsOf(cue[edge]).toFixed(2);
    input.setAttribute("aria-label", label);
    input.addEventListener("input", (event) => event.stopPropagation());
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      const frame = Math.round(Number(input.value.replace(",", ".")) * this.room.fps);
      const other = this.room.frameOf(cue[edge === "start" ? "end" : "start"]);
      const fits = Number.isFinite(frame) && frame >= 0 && (edge === "start" ? frame < other : frame > other);
      if (fits) { cue[edge] = this.room.timeOf(frame); this.room.change(); } else input.value = this.room.secondsOf(cue[edge]).toFixed(2);
    });
    return input;
  }

  button(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-plain";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  split(index, caret) {
    const cue = this.cues[index];
    const words = cue.text.split(/\s+/);
    const at = caret > 0 && caret < cue.text.length ? caret : words.slice(0, Math.ceil(words.length / 2)).join(" ").length;
    const [first, second] = [cue.text.slice(0, at).trim(), cue.text.slice(at).trim()];
    if (!first || !second) return;
    const [start, end] = [this.room.frameOf(cue.start), this.room.frameOf(cue.end)];
    const middle = this.room.timeOf(start + Math.max(1, Math.round(((end - start) * first.length) / cue.text.length)));
    this.cues.splice(index, 1, { start: cue.start, end: middle, text: first }, { start: middle, end: cue.end, text: second });
    this.room.change();
  }

  join(index) {
    const next = this.cues[index + 1];
    if (!next) return;
    const cue = this.cues[index];
    this.cues.splice(index, 2, { start: cue.start, end: next.end, text: `${cue.text} ${next.text}` });
    this.room.change();
  }
}

customElements.define("caption-list", CaptionList);
