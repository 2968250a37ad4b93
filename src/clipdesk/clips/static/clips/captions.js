// The captions of the clip as a list: text, times, split, join, delete, import. Captions outside the ranges stay in the
// content unseen.

const ASK_AGAIN_AFTER = 2000;
const MOST_TRIES = 300; // ten minutes
const NOT_SHOWN = ["picture", "framing", "words"]; // changes that may come by themselves, while somebody writes here

class CaptionList extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => {
      this.room = this.closest("cutting-room");
      this.status = this.room.querySelector("[data-caption-status]");
      this.room.addEventListener("change-of-content", (event) => {
        const row = event.detail === "captions" && document.activeElement.closest("caption-list .cue");
        const retimed = /^retime-(\w+)-(\d+)-/.exec(event.detail);
        if (retimed) { if (retimed[1] === "captions") this.showTimes(Number(retimed[2])); }
        else if (!this.typing && !NOT_SHOWN.includes(event.detail)) this.show();
        if (row) this.focusOn(Math.min(row.dataset.index, this.cues.length - 1)); // who writes here writes on here
      });
      this.room.addEventListener("frame", (event) => this.mark(event.detail));
      this.room.querySelector("[data-do=carried]")?.addEventListener("click", (event) => this.takeCarried(event.currentTarget));
      const file = this.room.querySelector("#caption-file");
      file.addEventListener("change", () => this.read(file));
      if (file.files.length) this.read(file); // chosen before this script had come
      this.room.querySelector("[data-do=caption]").addEventListener("click", () => this.add());
      for (const [name, text] of [["rundown", () => ""], ["text", () => this.room.querySelector("#spoken").value]])
        this.room.querySelector(`[data-do=listen-${name}]`)?.addEventListener("click", (event) => this.listen(event.currentTarget, text()));
      this.room.querySelector("[data-do=replace]").addEventListener("click", (event) => this.replaceAll(event.currentTarget));
      this.show();
    });
  }

  get cues() { return this.room.content.recipe.captions; }
  at(cue, edge) { return this.room.secondsOf(cue[edge]); }

  heard(cue) {
    return this.room.ranges.some((range) => this.at(cue, "end") > this.at(range, "start") && this.at(cue, "start") < this.at(range, "end"));
  }

  show() {
    const shown = this.cues.map((cue, index) => [cue, index]).filter(([cue]) => this.heard(cue));
    this.lang = this.room.content.language;
    this.replaceChildren(...shown.map(([cue, index], place) => this.row(cue, index, shown[place + 1]?.[1] === index + 1)));
    if (!shown.length) this.textContent = this.cues.length ? this.dataset.textElsewhere.replace("{count}", this.cues.length) : this.dataset.textNone;
    if (this.counted && !this.cues.length) [this.counted, this.status.textContent] = [false, ""]; // what was read is gone again
    this.showSpeakers();
    this.mark(this.room.player.frame);
  }

  // One that is dragged on the timeline: its row alone is written anew, unless it came into the clip or went out of it.
  showTimes(index) {
    const [row, cue] = [this.querySelector(`.cue[data-index="${index}"]`), this.cues[index]];
    if (Boolean(row) !== this.heard(cue)) this.show();
    else if (row) {
      [...row.querySelectorAll(".cue-times .number")].forEach((input, place) => { input.value = this.clock(this.at(cue, place ? "end" : "start")); });
      this.warn(row.querySelector(".cue-warning"), cue);
      this.mark(this.room.player.frame);
    }
  }

  mark(frame) {
    const now = frame / this.room.fps;
    for (const row of this.querySelectorAll(".cue")) {
      const cue = this.cues[Number(row.dataset.index)];
      row.classList.toggle("now", Boolean(cue) && this.at(cue, "start") <= now && now < this.at(cue, "end"));
    }
  }

  row(cue, index, hasNext) {
    const row = document.createElement("div");
    row.className = "cue";
    row.dataset.index = index;
    const times = document.createElement("div");
    times.className = "cue-times";
    times.append(this.time(cue, "start", index), this.time(cue, "end", index), this.speaker(cue, index));
    const words = document.createElement("div");
    const text = document.createElement("textarea");
    text.className = "input";
    text.rows = 2;
    text.value = cue.text;
    text.setAttribute("aria-label", `${this.dataset.textWords} ${index + 1}`);
    text.addEventListener("input", (event) => {
      event.stopPropagation();
      cue.text = text.value;
      this.warn(warning, cue);
      this.typing = true;
      this.room.change(`caption-${index}`);
      this.typing = false;
    });
    text.addEventListener("focus", () => {
      const frame = this.room.player.frame / this.room.fps;
      if (frame < this.at(cue, "start") || frame >= this.at(cue, "end")) this.room.player.seek(this.room.frameOf(cue.start));
    });
    const acts = document.createElement("div");
    acts.className = "cue-acts";
    acts.append(
      this.button(this.dataset.textSplit, index, () => this.split(index, text)),
      this.button(this.dataset.textJoin, index, () => this.join(index), !hasNext),
      this.button(this.dataset.textDelete, index, () => this.remove(index)),
    );
    const warning = document.createElement("p");
    warning.className = "cue-warning";
    warning.id = `cue-warning-${index}`;
    text.setAttribute("aria-describedby", warning.id);
    this.warn(warning, cue);
    words.append(text, warning, ...this.beside(cue, index), acts);
    row.append(times, words);
    return row;
  }

  // Who says it. The list is not drawn anew for a name, so that the Tab key goes on from here.
  speaker(cue, index) {
    const input = document.createElement("input");
    input.className = "input";
    input.value = cue.speaker ?? "";
    input.maxLength = 60;
    input.autocomplete = "off";
    input.placeholder = this.dataset.textSpeaker;
    input.setAttribute("list", "speakers");
    input.setAttribute("aria-label", `${this.dataset.textSpeaker}, ${this.dataset.textWords} ${index + 1}`);
    input.addEventListener("input", (event) => event.stopPropagation());
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      const name = input.value.trim();
      if (name) cue.speaker = name; else delete cue.speaker;
      this.typing = true;
      this.room.change();
      this.typing = false;
      this.showSpeakers();
    });
    const sample = document.createElement("span");
    sample.setAttribute("aria-hidden", "true");
    sample.textContent = "Aa";
    const place = document.createElement("span");
    place.className = "cue-speaker";
    place.append(input, sample);
    return place;
  }

  // The names to choose from, and each one's colour: the renderer's, by the order in which people first speak in the clip.
  showSpeakers() {
    const names = (cues) => [...new Set(cues.map((cue) => cue.speaker).filter(Boolean))];
    const speakers = names(this.cues.filter((cue) => this.heard(cue)));
    const colours = this.room.data.speaker_colours;
    this.room.querySelector("#speakers").replaceChildren(...names(this.cues).map((name) => new Option(name)));
    for (const row of this.querySelectorAll(".cue")) {
      const number = speakers.indexOf(this.cues[Number(row.dataset.index)]?.speaker);
      const sample = row.querySelector(".cue-speaker span");
      sample.hidden = number < 0 || !this.room.content.recipe.caption_style.speakers;
      sample.style.color = colours[Math.max(0, number) % colours.length];
    }
  }

  // The text in the further language that is being worked on, if one is.
  beside(cue, index) {
    const languages = this.room.querySelector("caption-languages");
    const { language, name } = languages ?? {};
    if (!language) return [];
    const text = document.createElement("textarea");
    text.className = "input";
    text.rows = 2;
    text.lang = language;
    text.value = cue.said?.[language] ?? "";
    text.dataset.beside = language;
    text.placeholder = name;
    text.setAttribute("aria-label", `${name}, ${this.dataset.textWords} ${index + 1}`);
    text.addEventListener("input", (event) => {
      event.stopPropagation();
      (cue.said ??= {})[language] = text.value;
      this.typing = true;
      this.room.change(`said-${language}-${index}`);
      this.typing = false;
    });
    return [text];
  }

  // What makes a caption hard to read; the limits are the desk's, per language.
  warn(place, cue) {
    const limits = this.room.data.readable[this.room.content.language] ?? this.room.data.readable[""];
    const seconds = this.at(cue, "end") - this.at(cue, "start");
    const letters = (text) => [...text.normalize("NFC")].length;
    const speed = letters(cue.text) / seconds;
    const line = Math.max(...cue.text.split("\n").map(letters));
    const said = [];
    const say = (name, value, limit) => said.push(this.dataset[name].replace("{value}", value).replace("{limit}", limit));
    if (cue.text.trim()) {
      if (speed > limits.per_second) say("textFast", Math.ceil(speed), limits.per_second);
      if (seconds < limits.shortest) say("textShort", seconds.toFixed(2));
      if (seconds > limits.longest) say("textLong", seconds.toFixed(1));
      if (line > limits.per_line) say("textLine", line, limits.per_line);
    }
    place.textContent = said.join("; ");
    place.hidden = !said.length;
  }

  // Times are shown and read as m:ss.cc, or h:mm:ss.cc from one hour, on the recording's timeline.
  clock(seconds) {
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const rest = (seconds % 60).toFixed(2).padStart(5, "0");
    return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  }

  time(cue, edge, index) {
    const input = document.createElement("input");
    input.className = "input number";
    input.value = this.clock(this.at(cue, edge));
    input.setAttribute("aria-label", `${edge === "start" ? this.dataset.textFrom : this.dataset.textTo}, ${this.dataset.textWords} ${index + 1}`);
    input.addEventListener("input", (event) => event.stopPropagation());
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      const seconds = input.value.replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part.trim() || NaN), 0);
      const frame = Math.round(seconds * this.room.fps);
      const other = this.room.frameOf(cue[edge === "start" ? "end" : "start"]);
      const fits = Number.isFinite(frame) && frame >= 0 && frame <= this.room.frames && (edge === "start" ? frame < other : frame > other);
      if (!fits) { this.status.textContent = this.dataset.textTime; input.value = this.clock(this.at(cue, edge)); return; }
      cue[edge] = this.room.timeOf(frame);
      this.cues.sort((a, b) => this.at(a, "start") - this.at(b, "start"));
      this.status.textContent = "";
      this.room.change();
    });
    return input;
  }

  button(label, index, act, disabled = false) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-plain";
    button.textContent = label;
    button.disabled = disabled;
    button.setAttribute("aria-label", `${label}, ${this.dataset.textWords} ${index + 1}`);
    button.addEventListener("click", act);
    return button;
  }

  // After a change the list is drawn anew: the words concerned keep the focus.
  focusOn(index) { this.querySelector(`.cue[data-index="${index}"] textarea`)?.focus(); }

  split(index, text) {
    const cue = this.cues[index];
    const caret = text.selectionStart;
    const words = cue.text.split(/\s+/);
    const at = caret > 0 && caret < cue.text.length ? caret : words.slice(0, Math.ceil(words.length / 2)).join(" ").length;
    const [first, second] = [cue.text.slice(0, at).trim(), cue.text.slice(at).trim()];
    const [start, end] = [this.room.frameOf(cue.start), this.room.frameOf(cue.end)];
    if (!first || !second || end - start < 2) return;
    const middle = this.room.timeOf(Math.min(end - 1, start + Math.max(1, Math.round(((end - start) * first.length) / cue.text.length))));
    const share = first.length / (first.length + second.length);
    const [before, after] = [{}, {}];
    for (const [language, said] of Object.entries(cue.said ?? {})) {
      const parts = said.split(/\s+/).filter(Boolean);
      const cut = Math.round(parts.length * share);
      [before[language], after[language]] = [parts.slice(0, cut).join(" "), parts.slice(cut).join(" ")];
    }
    this.cues.splice(index, 1, { ...cue, end: middle, text: first, said: before }, { ...cue, start: middle, text: second, said: after });
    this.room.change();
    this.focusOn(index + 1);
  }

  join(index) {
    const [cue, next] = [this.cues[index], this.cues[index + 1]];
    if (!next) return;
    const said = { ...cue.said };
    for (const [language, text] of Object.entries(next.said ?? {})) said[language] = `${said[language] ?? ""} ${text}`.trim();
    const joined = { ...cue, end: next.end, text: `${cue.text} ${next.text}`.trim(), said };
    if (cue.speaker !== next.speaker) delete joined.speaker;
    this.cues.splice(index, 2, joined);
    this.room.change();
    this.focusOn(index);
  }

  remove(index) {
    this.cues.splice(index, 1);
    this.room.change();
    const rows = [...this.querySelectorAll(".cue")];
    (rows.find((row) => Number(row.dataset.index) >= index) ?? rows.at(-1))?.querySelector("textarea").focus();
  }

  // A caption here: the one that is shown already, or a new one that ends where the next begins.
  add() {
    const frame = this.room.player.frame;
    const starts = (cue) => this.room.frameOf(cue.start);
    const here = this.cues.findIndex((cue) => starts(cue) <= frame && frame < this.room.frameOf(cue.end));
    if (here >= 0 && this.heard(this.cues[here])) { this.focusOn(here); return; }
    const next = this.cues.find((cue) => starts(cue) > frame);
    const end = Math.min(this.room.frames, next ? starts(next) : Infinity, frame + Math.round(2 * this.room.fps));
    const made = { start: this.room.timeOf(frame), end: this.room.timeOf(end), text: "" };
    this.cues.push(made);
    this.cues.sort((a, b) => this.at(a, "start") - this.at(b, "start"));
    this.room.change();
    if (this.heard(made)) this.focusOn(this.cues.indexOf(made)); else this.status.textContent = this.dataset.textOutside;
  }

  // A wrong name in one step: captions (those that lie outside the ranges too), titles, descriptions, strap and names.
  replaceAll(button) {
    const [from, to] = ["find", "replacement"].map((id) => this.room.querySelector(`#${id}`).value.normalize("NFC").trim());
    if (!from) { this.room.querySelector("#find").focus(); return; }
    this.status.textContent = button.dataset.textDone.replace("{count}", this.mend(from, to));
  }

  // Replace a text everywhere in the clip, also across the lines of a caption; tells how often. whole: no part of a word.
  mend(from, to, whole = false) {
    const words = from.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+");
    const wanted = new RegExp(whole ? `(?<![\\p{L}\\p{M}\\p{N}])${words}(?![\\p{L}\\p{M}\\p{N}])` : words, "gu");
    let count = 0;
    const mended = (text) => text.normalize("NFC").replace(wanted, () => { count += 1; return to; });
    const { content } = this.room;
    for (const cue of this.cues) {
      cue.text = mended(cue.text);
      for (const language of Object.keys(cue.said ?? {})) cue.said[language] = mended(cue.said[language]);
    }
    for (const words of [content, ...Object.values(content.own_words ?? {})]) for (const name of ["title", "description"]) words[name] = mended(words[name]);
    if (content.recipe.title) content.recipe.title = mended(content.recipe.title);
    for (const one of content.recipe.lower_thirds) [one.name, one.role] = [mended(one.name), mended(one.role)];
    if (count) { this.room.showFields(); this.room.change(); }
    return count;
  }

  // Times by listening: for the text given, or (none) for the rundown's scripts.
  async listen(button, script) {
    if (button.dataset.do === "listen-text" && !script.trim()) { this.room.querySelector("#spoken").focus(); return; }
    button.disabled = true;
    this.status.textContent = this.status.dataset.textWait;
    const said = await this.room.ask(this.room.data.urls.listen, JSON.stringify({ content: JSON.parse(this.room.payload), script }));
    button.disabled = false;
    this.take(said);
    if (!said.error) this.room.dispatchEvent(new CustomEvent("words-heard"));
  }

  // The recording's own; the desk may have to read the whole of it for them first.
  async takeCarried(button) {
    button.disabled = true;
    this.status.textContent = this.status.dataset.textReads;
    let said = { waits: true };
    for (let tries = 0; said.waits && tries < MOST_TRIES; tries += 1) {
      if (tries) await new Promise((resolve) => { setTimeout(resolve, ASK_AGAIN_AFTER); });
      said = await this.room.ask(this.room.data.urls.captions_carried, `{"again":${tries > 0},"content":${this.room.payload}}`);
    }
    button.disabled = false;
    if (said.waits) this.status.textContent = this.status.dataset.textLater; else this.take(said);
  }

  async read(input) {
    const body = new FormData();
    body.append("captions", input.files[0]);
    const said = await this.room.ask(this.room.data.urls.captions_import, body);
    input.value = "";
    this.take(said);
  }

  // Texts in a further language are given to the captions that they share most of their time with; tells how many found none.
  lay(found, language) {
    for (const cue of this.cues) (cue.said ??= {})[language] = "";
    let lost = 0;
    this.partners(found, this.cues).forEach((best, at) => {
      const text = found[at].text.trim();
      if (best && text) best.said[language] = `${best.said[language]}\n${text}`.trim();
      else if (text) lost += 1;
    });
    return lost;
  }

  // Of each caption in `found`, the one in `onto` that it shares most of its time with; undefined for none. Both in order.
  partners(found, onto) {
    const spans = onto.map((cue) => [this.at(cue, "start"), this.at(cue, "end")]);
    let first = 0;
    return found.map((each) => {
      const [start, end] = [this.at(each, "start"), this.at(each, "end")];
      while (first < spans.length && spans[first][1] <= start) first += 1;
      let [best, most] = [undefined, 0];
      for (let at = first; at < spans.length && spans[at][0] < end; at += 1) {
        const shared = Math.min(end, spans[at][1]) - Math.max(start, spans[at][0]);
        if (shared > most) [best, most] = [onto[at], shared];
      }
      return best;
    });
  }

  take(said) {
    this.status.textContent = said.error ?? said.said;
    if (said.error) return;
    this.counted = said.cues.length > 0;
    const had = this.cues;
    this.room.content.recipe.captions = said.cues;
    this.partners(said.cues, had).forEach((before, at) => { if (before?.speaker) said.cues[at].speaker ??= before.speaker; });
    for (const language of this.room.content.languages) this.lay(had.map((cue) => ({ ...cue, text: cue.said?.[language] ?? "" })), language);
    this.room.change("captions");
  }
}

customElements.define("caption-list", CaptionList);
