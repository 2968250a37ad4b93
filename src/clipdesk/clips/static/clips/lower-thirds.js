// The names on the picture (lower thirds): name, role, from and to on the recording's times, as captions have them. Those
// outside the ranges are listed too: no two may stand there at once.

const NOT_SHOWN = ["picture", "framing", "words", "captions"]; // may come by themselves, while somebody writes here

class LowerThirds extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => {
      this.room = this.closest("cutting-room");
      this.status = this.room.querySelector("[data-name-status]");
      this.offered = this.room.querySelector("#offered-names");
      this.room.addEventListener("change-of-content", (event) => {
        if (event.detail === "captions") this.offer();
        if (this.typing) this.warnAll(); else if (!NOT_SHOWN.includes(event.detail) && !event.detail?.startsWith("retime-captions")) this.show();
      });
      this.room.addEventListener("frame", (event) => this.mark(event.detail));
      this.room.querySelector("[data-do=name]").addEventListener("click", () => this.add());
      this.show();
    });
  }

  get named() { return this.room.content.recipe.lower_thirds; }
  get limits() { return this.room.data.names; }
  at(one, edge) { return this.room.secondsOf(one[edge]); }

  show() {
    this.lang = this.room.content.language;
    this.replaceChildren(...this.named.map((one, index) => this.row(one, index)));
    if (!this.named.length) this.textContent = this.dataset.textNone;
    this.offer();
    this.mark(this.room.player.frame);
  }

  // Whoever speaks in the clip's captions is offered too.
  offer() {
    const known = new Set([...this.offered.options].map((option) => option.value));
    const speakers = new Set(this.room.content.recipe.captions.map((cue) => cue.speaker).filter((name) => name && !known.has(name)));
    this.offered.append(...[...speakers].map((name) => new Option("", name)));
  }

  mark(frame) {
    const now = frame / this.room.fps;
    for (const row of this.querySelectorAll(".named")) {
      const one = this.named[Number(row.dataset.index)];
      row.classList.toggle("now", Boolean(one) && this.at(one, "start") <= now && now < this.at(one, "end"));
    }
  }

  row(one, index) {
    const row = document.createElement("div");
    row.className = "named";
    row.dataset.index = index;
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", `${this.dataset.textName} ${index + 1}`);
    const warning = document.createElement("p");
    warning.className = "cue-warning";
    warning.id = `name-warning-${index}`;
    const [name, role] = [this.text(one, index, "name"), this.text(one, index, "role")];
    name.setAttribute("list", "offered-names");
    name.setAttribute("aria-describedby", warning.id);
    name.addEventListener("change", () => {
      const known = this.limits.roles[name.value];
      if (!known || role.value) return;
      one.role = role.value = known;
      this.changed(`role-${index}`);
    });
    const times = document.createElement("div");
    times.className = "cue-times";
    times.append(this.time(one, "start", index), this.time(one, "end", index));
    const remove = document.createElement("button");
    Object.assign(remove, { type: "button", className: "button button-small button-plain", textContent: this.dataset.textDelete });
    remove.setAttribute("aria-label", `${this.dataset.textDelete}, ${this.dataset.textName} ${index + 1}`);
    remove.addEventListener("click", () => this.remove(index));
    row.append(name, role, times, remove, warning);
    this.warn(warning, one);
    return row;
  }

  text(one, index, field) {
    const input = document.createElement("input");
    const label = field === "name" ? this.dataset.textName : this.dataset.textRole;
    Object.assign(input, { className: "input", value: one[field], maxLength: this.limits.longest[field], autocomplete: "off", placeholder: label });
    input.setAttribute("aria-label", `${label}, ${this.dataset.textName} ${index + 1}`);
    input.dataset.field = field;
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      one[field] = input.value;
      this.changed(`${field}-${index}`);
    });
    input.addEventListener("focus", () => this.look(one));
    return input;
  }

  // Typed: the list is not drawn anew, so that the Tab key goes on from here.
  changed(kind) {
    this.typing = true;
    this.room.change(`lower-third-${kind}`);
    this.typing = false;
  }

  // To a frame in which the name has come and not begun to go, so that the preview shows it.
  look(one) {
    const [now, fade] = [this.room.player.frame / this.room.fps, this.limits.fade];
    const [start, end] = [this.at(one, "start"), this.at(one, "end")];
    if (now >= start + fade && now < end - fade) return;
    this.room.player.seek(Math.ceil(Math.min(start + fade, (start + end) / 2) * this.room.fps));
  }

  warnAll() {
    for (const row of this.querySelectorAll(".named")) this.warn(row.querySelector(".cue-warning"), this.named[Number(row.dataset.index)]);
  }

  // How long it is seen: no more than the clip's ranges show of it. To the millisecond, as sums of seconds are not exact.
  seen(one) {
    const [start, end] = [this.at(one, "start"), this.at(one, "end")];
    const shared = this.room.ranges.map((range) => Math.min(end, this.at(range, "end")) - Math.max(start, this.at(range, "start")));
    return Math.round(1000 * shared.reduce((sum, seconds) => sum + Math.max(0, seconds), 0)) / 1000;
  }

  warn(place, one) {
    if (!one) return;
    const [seconds, { textNameless, textOutside, textFast, textShort }] = [this.seen(one), this.dataset];
    const { per_second: most } = this.room.data.readable[this.room.content.language] ?? this.room.data.readable[""];
    const speed = [...`${one.name}${one.role}`.normalize("NFC")].length / seconds;
    const said = [];
    if (!one.name.trim()) said.push(textNameless);
    if (!seconds) said.push(textOutside);
    else if (seconds < this.limits.shortest) said.push(textShort.replace("{value}", seconds.toFixed(2)));
    else if (speed > most) said.push(textFast.replace("{value}", Math.ceil(speed)).replace("{limit}", most));
    const text = said.join("; ");
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
  }

  // As in the list of captions: m:ss.cc, or h:mm:ss.cc from one hour.
  clock(seconds) { return this.room.querySelector("caption-list").clock(seconds); }

  time(one, edge, index) {
    const input = document.createElement("input");
    input.className = "input number";
    input.value = this.clock(this.at(one, edge));
    input.setAttribute("aria-label", `${edge === "start" ? this.dataset.textFrom : this.dataset.textTo}, ${this.dataset.textName} ${index + 1}`);
    input.dataset.field = edge;
    input.addEventListener("input", (event) => event.stopPropagation());
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      const seconds = input.value.replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part.trim() || NaN), 0);
      const wrong = this.move(one, edge, Math.round(seconds * this.room.fps));
      this.status.textContent = wrong;
      input.value = this.clock(this.at(one, edge));
      if (!wrong) this.changed(`${edge}-${index}`);
    });
    return input;
  }

  // Set one edge of a name, and tell what is wrong with it; nothing where it was set.
  move(one, edge, frame) {
    const [start, end] = ["start", "end"].map((side) => (side === edge ? frame : this.room.frameOf(one[side])));
    if (!(start >= 0 && start < end && end <= this.room.frames)) return this.dataset.textTime;
    const taken = this.named.find((other) => other !== one && this.room.frameOf(other.start) < end && start < this.room.frameOf(other.end));
    if (taken) return this.dataset.textTaken.replace("{name}", taken.name);
    one[edge] = this.room.timeOf(frame);
    return "";
  }

  focusOn(index) { this.querySelector(`.named[data-index="${index}"] [data-field=name]`)?.focus(); }

  // A name here: the one that stands there already, or a new one for the usual time, until the next one at most.
  add() {
    const { frame } = this.room.player;
    const starts = (one) => this.room.frameOf(one.start);
    const here = this.named.findIndex((one) => starts(one) <= frame && frame < this.room.frameOf(one.end));
    if (here >= 0) { this.focusOn(here); return; }
    if (this.named.length >= this.limits.most) { this.status.textContent = this.dataset.textMany.replace("{limit}", this.limits.most); return; }
    if (frame >= this.room.frames) return;
    const next = Math.min(...this.named.map(starts).filter((start) => start > frame));
    const end = Math.min(this.room.frames, next, frame + Math.round(this.limits.usual * this.room.fps));
    const made = { start: this.room.timeOf(frame), end: this.room.timeOf(end), name: "", role: "" };
    this.named.push(made);
    this.named.sort((a, b) => this.at(a, "start") - this.at(b, "start"));
    this.status.textContent = "";
    this.room.change();
    this.focusOn(this.named.indexOf(made));
  }

  // The keyboard stays near.
  remove(index) {
    this.named.splice(index, 1);
    this.status.textContent = "";
    this.room.change();
    if (this.named.length) this.focusOn(Math.min(index, this.named.length - 1));
    else this.room.querySelector("[data-do=name]").focus();
  }
}

customElements.define("lower-thirds", LowerThirds);
