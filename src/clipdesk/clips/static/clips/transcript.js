// What is said, word by word: choose words and make them the clip, a range more, or cut them out; search jumps there.
// The words come from the desk where somebody listened for a text; else from the clip's captions, whose times are shared
// out among their letters (and the page says so). Frames count from the recording's beginning, ends not included.

const AIR = 0.12; // seconds left around chosen words, never into a neighbour
const PAUSE = 1; // a longer pause after words that are cut out stays

const SENTENCE_END = /[.!?…]["'”’»)\]]*$/;

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
const exact = (text) => text.normalize("NFC").toLowerCase();
const bare = (text) => text.replace(/[^\p{L}\p{N}\p{M}\s]/gu, " ").replace(/\s+/g, " ").trim();

// The last of `count` things, in rising order of what `of` says of each, that is not above `most`; -1 where all are.
function lastUpTo(count, of, most) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(middle) <= most) low = middle + 1; else high = middle;
  }
  return low - 1;
}

class CutTranscript extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.box = this.querySelector("[role=listbox]");
    this.note = this.querySelector("[data-words-note]");
    this.status = this.querySelector("[data-words-status]");
    this.search = this.querySelector("input[type=search]");
    this.words = [];
    this.chosen = null;
    // a day has a hundred thousand words: only the lines that are seen, or needed, are made of words
    this.near = new IntersectionObserver((seen) => { for (const line of seen) if (line.isIntersecting) this.spell(line.target); }, { root: this.box, rootMargin: "200px" });
    this.room.addEventListener("change-of-content", () => this.contentChanged());
    this.room.addEventListener("words-heard", () => this.load());
    this.room.addEventListener("frame", (event) => this.mark(event.detail));
    this.addEventListener("click", (event) => this.act(event.target.closest("[data-words]")?.dataset.words));
    this.box.addEventListener("pointerdown", (event) => this.press(event));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.search.addEventListener("input", (event) => { event.stopPropagation(); this.find(0, false); });
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.find(event.shiftKey ? -1 : 1, true);
    });
    this.load();
  }

  async load() {
    this.loading = true;
    const answer = await fetch(this.room.data.urls.words, { headers: { Accept: "application/json" } }).catch(() => null);
    this.lines = answer?.ok && answer.headers.get("content-type")?.startsWith("application/json") ? (await answer.json()).lines : [];
    const perMillisecond = this.room.fps / 1000;
    for (const { words } of this.lines) for (const word of words) {
      word[0] = Math.floor(word[0] * perMillisecond + 1e-6);
      word[1] = Math.max(word[0] + 1, Math.ceil(word[1] * perMillisecond - 1e-6));
    }
    this.show();
    this.loading = false;
    this.room.dispatchEvent(new CustomEvent("words-known"));
  }

  // The words that are known by listening and begin inside these ranges, in their order; undefined while they are fetched.
  heardIn(ranges) {
    if (this.loading || !this.lines) return undefined;
    const frames = ranges.map((range) => [this.room.frameOf(range.start), this.room.frameOf(range.end)]);
    const inside = (at) => frames.some(([start, end]) => start <= at && at < end);
    return this.guessed ? [] : this.words.filter((word) => inside(word.start)).map(({ start, end, text }) => ({ start, end, text }));
  }

  // Frames at which a sentence begins or ends, of words that are known by listening.
  get sentences() {
    if (this.guessed) return [];
    const opens = (word, before) => !before || before.row !== word.row || SENTENCE_END.test(before.text);
    const edges = this.words.map((word, index) => (opens(word, this.words[index - 1]) ? [word.start, this.words[index - 1]?.end] : []));
    return [...edges.flat(), this.words.at(-1)?.end].filter((frame) => frame !== undefined);
  }

  // Captions in place of heard words: each word's time is its share of the letters.
  captionLines() {
    return this.room.content.recipe.captions.map((cue) => {
      const [start, end] = [this.room.frameOf(cue.start), this.room.frameOf(cue.end)];
      const texts = cue.text.split(/\s+/).filter(Boolean);
      const letters = texts.reduce((sum, text) => sum + text.length, 0);
      let done = 0;
      const at = () => Math.round(start + ((end - start) * done) / letters);
      return { title: "", words: texts.map((text) => { const from = at(); done += text.length; return [from, Math.max(from + 1, at()), text]; }) };
    }).filter((line) => line.words.length);
  }

  show() {
    this.guessed = !this.lines.length;
    this.seen = JSON.stringify(this.room.content.recipe.captions);
    this.words = [];
    this.choose(null);
    this.near.disconnect();
    let title = "";
    const lines = (this.guessed ? this.captionLines() : this.lines).map((line) => {
      const row = document.createElement("div");
      row.className = "said";
      row.dataset.first = this.words.length;
      row.setAttribute("role", "group");
      row.setAttribute("aria-label", line.title || this.room.player.timecode(line.words[0][0]));
      if (line.language) row.lang = line.language;
      if (line.title && line.title !== title) row.dataset.title = title = line.title;
      row.classList.toggle("unsure", Boolean(line.unsure));
      row.textContent = line.words.map(([, , text]) => text).join(" ");
      for (const [start, end, text] of line.words) this.words.push({ start, end, text, row, inside: false });
      return row;
    });
    this.box.replaceChildren(...lines);
    for (const line of lines) this.near.observe(line);
    this.box.hidden = !lines.length;
    for (const control of this.querySelectorAll("[data-words-controls]")) control.hidden = !lines.length;
    this.note.textContent = !lines.length ? this.dataset.textNone : this.guessed ? this.dataset.textGuessed : this.dataset.textHow;
    this.join();
    this.place();
    this.mark(this.room.player.frame);
    const first = this.words.find((word) => word.inside);
    // twice: the first time the lines in between have no height of their own yet
    if (first) for (const wait of [0, 100]) setTimeout(() => this.reveal(first.row), wait);
  }

  // Make a line's words one by one, as they stand now.
  spell(row) {
    if (row.firstElementChild) return;
    this.near.unobserve(row);
    const [low, high] = this.span;
    const nodes = [];
    for (let index = Number(row.dataset.first); this.words[index]?.row === row; index += 1) {
      const word = this.words[index];
      const node = document.createElement("span");
      node.id = `word-${index}`;
      node.dataset.word = index;
      node.setAttribute("role", "option");
      node.setAttribute("aria-selected", String(low <= index && index <= high));
      node.classList.toggle("in", word.inside);
      node.classList.toggle("now", word === this.now);
      node.textContent = word.text;
      word.node = node;
      nodes.push(node, " ");
    }
    row.replaceChildren(...nodes);
  }

  nodeOf(index) {
    this.spell(this.words[index].row);
    return this.words[index].node;
  }

  // First and last of the chosen words; the wrong way round where there are none.
  get span() { return this.chosen ? [Math.min(...this.chosen), Math.max(...this.chosen)] : [0, -1]; }

  // The whole text twice, as it is written and folded, with where each word begins in it.
  join() {
    for (const [name, form] of [["exact", exact], ["folded", folded]]) {
      const begins = [];
      let text = "";
      for (const word of this.words) { begins.push(text.length); text += `${bare(form(word.text))} `; }
      this[name] = { text, begins };
    }
  }

  contentChanged() {
    if (this.guessed && this.seen !== JSON.stringify(this.room.content.recipe.captions)) this.show(); else this.place();
  }

  // Which words the clip holds.
  place() {
    const ranges = this.room.ranges.map((range) => [this.room.frameOf(range.start), this.room.frameOf(range.end)]);
    for (const word of this.words) {
      const middle = (word.start + word.end) / 2;
      const inside = ranges.some(([start, end]) => start <= middle && middle < end);
      if (inside !== word.inside) { word.inside = inside; word.node?.classList.toggle("in", inside); }
    }
  }

  mark(frame) {
    const begun = lastUpTo(this.words.length, (index) => this.words[index].start, frame);
    const now = frame < this.words[begun]?.end ? this.words[begun] : undefined;
    if (now === this.now) return;
    this.now?.node?.classList.remove("now");
    this.now = now;
    now?.node?.classList.add("now");
    if (now && !this.room.media.paused) this.reveal(this.nodeOf(begun));
  }

  // Scroll the list, never the page.
  reveal(node) {
    const [box, place] = [this.box.getBoundingClientRect(), node.getBoundingClientRect()];
    if (place.top < box.top || place.bottom > box.bottom) this.box.scrollTop += place.top - box.top - box.height / 3;
  }

  // chosen: [where choosing began, where it is now], or null.
  choose(chosen) {
    const mark = (on) => {
      const [first, last] = this.span;
      for (let index = first; index <= last; index += 1) this.words[index]?.node?.setAttribute("aria-selected", String(on));
    };
    mark(false);
    this.chosen = chosen;
    mark(true);
    if (chosen) this.nodeOf(chosen[1]);
    if (chosen) this.box.setAttribute("aria-activedescendant", `word-${chosen[1]}`); else this.box.removeAttribute("aria-activedescendant");
    for (const button of this.querySelectorAll("[data-words]")) button.disabled = !chosen;
  }

  goTo(index, extend, reveal = true) {
    const to = Math.max(0, Math.min(this.words.length - 1, index));
    this.choose([extend && this.chosen ? this.chosen[0] : to, to]);
    if (reveal) this.reveal(this.nodeOf(to));
    this.room.player.stop();
    this.room.player.seek(this.words[to].start);
  }

  press(event) {
    const at = (place) => Number(document.elementFromPoint(place.clientX, place.clientY)?.closest("cut-transcript [data-word]")?.dataset.word ?? NaN);
    const begun = at(event);
    if (event.button > 0 || Number.isNaN(begun)) return;
    this.goTo(begun, event.shiftKey, false); // the text must not move under the pointer
    const end = new AbortController();
    const options = { signal: end.signal };
    document.addEventListener("pointermove", (next) => { const now = at(next); if (!Number.isNaN(now) && now !== this.chosen[1]) this.choose([this.chosen[0], now]); }, options);
    for (const done of ["pointerup", "pointercancel"]) document.addEventListener(done, () => end.abort(), options);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.words.length) return;
    const at = this.chosen?.[1] ?? Math.max(0, this.words.indexOf(this.now ?? this.words.find((word) => word.inside)));
    const { row } = this.words[at];
    const begin = (line) => (line ? Number(line.dataset.first) : at);
    const after = row.nextElementSibling ? begin(row.nextElementSibling) : this.words.length;
    const moves = {
      ArrowLeft: () => at - (this.chosen ? 1 : 0), ArrowRight: () => at + (this.chosen ? 1 : 0), Home: () => begin(row), End: () => after - 1,
      ArrowUp: () => begin(row.previousElementSibling), ArrowDown: () => begin(row.nextElementSibling),
    };
    const acts = { Enter: "only", Delete: "out", Backspace: "out" };
    if (moves[event.key]) this.goTo(moves[event.key](), event.shiftKey);
    else if (acts[event.key]) this.act(acts[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  act(what) {
    if (!what || !this.chosen) return;
    const [first, last] = this.span;
    const done = what === "out" ? this.cutOut(first, last) : this.take(first, last, what === "add");
    if (!done) return;
    const seconds = this.room.ranges.reduce((sum, range) => sum + this.room.frameOf(range.end) - this.room.frameOf(range.start), 0) / this.room.fps;
    this.status.textContent = this.dataset.textDone.replace("{count}", this.room.ranges.length).replace("{seconds}", seconds.toFixed(2));
  }

  // The words with a little air, which never reaches into the words beside them.
  take(first, last, more) {
    const air = Math.round(AIR * this.room.fps);
    const start = Math.max(this.words[first - 1]?.end ?? 0, this.words[first].start - air, 0);
    const end = Math.min(this.words[last + 1]?.start ?? Infinity, this.words[last].end + air, this.room.frames);
    const cut = [Math.min(start, this.words[first].start), Math.max(end, this.words[last].end)];
    return this.set(more ? [...this.frames, cut] : [cut], more ? this.frames.length : 0);
  }

  cutOut(first, last) {
    const from = this.words[first].start;
    const next = this.words[last + 1]?.start ?? Infinity;
    const to = next - this.words[last].end < PAUSE * this.room.fps ? Math.max(next, this.words[last].end) : this.words[last].end;
    const left = this.frames.flatMap(([start, end]) => {
      if (to <= start || from >= end) return [[start, end]];
      return [[start, Math.min(end, from)], [Math.max(start, to), end]].filter((piece) => this.saysSomething(piece));
    });
    return this.set(left, Math.max(0, left.findIndex(([, end]) => end > to)));
  }

  // Nothing but a breath is left of some words: that goes with them.
  saysSomething([start, end]) {
    const holds = (word) => start <= (word.start + word.end) / 2 && (word.start + word.end) / 2 < end;
    return end - start >= PAUSE * this.room.fps || (end > start && this.words.some(holds));
  }

  get frames() { return this.room.ranges.map((range) => [this.room.frameOf(range.start), this.room.frameOf(range.end)]); }

  set(frames, chosen) {
    const done = this.room.setRanges(frames, chosen);
    if (!done) this.status.textContent = frames.length ? this.dataset.textMany.replace("{limit}", this.room.data.most_ranges) : this.dataset.textNothing;
    return done;
  }

  // With marks in what is asked for, marks count; without any they do not.
  find(direction, go) {
    const asked = bare(exact(this.search.value));
    const { text, begins } = folded(asked) === asked ? this.folded : this.exact;
    const found = [];
    const wordAt = (place) => lastUpTo(begins.length, (index) => begins[index], place);
    for (let at = asked ? text.indexOf(asked) : -1; at >= 0;) {
      const first = wordAt(at);
      found.push([first, wordAt(at + asked.length - 1)]);
      at = text.indexOf(asked, begins[first + 1] ?? text.length);
    }
    const here = this.chosen ? Math.min(...this.chosen) : -1;
    let number = direction < 0 ? found.findLastIndex(([first]) => first < here) : found.findIndex(([first]) => (go ? first > here : first >= here));
    if (number < 0) number = direction < 0 ? found.length - 1 : 0;
    this.status.textContent = !asked ? "" : found.length ? `${number + 1}/${found.length}` : this.dataset.textMissing;
    if (!found.length) return;
    this.goTo(found[number][0], false);
    this.choose(found[number]);
  }
}

customElements.define("cut-transcript", CutTranscript);
