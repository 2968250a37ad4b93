// A channel's last minutes: pieces of the recording are fetched as the playhead needs them, and laid on the channel's own
// timeline, so that a place in the player is a place in the recording, to the frame.

const AHEAD = 12;
const BEHIND = 60;
const TICKS = 90000;

class LivePlayer extends HTMLElement {
  connectedCallback() {
    this.media = this.querySelector("[data-media]");
    this.said = this.querySelector("[data-said]");
    this.place = this.querySelector("[data-place]");
    this.strip = this.querySelector("[data-strip]");
    this.lead = Number(this.dataset.lead);
    this.pieces = [];
    this.have = new Set();
    this.failed = new Set(); // gone, or nothing that this browser can play: never asked for again
    this.first = 0;
    this.addEventListener("click", (event) => this.act(event.target.closest("[data-do]")?.dataset.do));
    this.place.addEventListener("input", () => this.seek(this.end - (600 - Number(this.place.value))));
    document.addEventListener("submit", (event) => this.send(event));
    this.refusal = this.querySelector("[data-refusal]");
    this.media.addEventListener("timeupdate", () => this.shown());
    // As the station tells time, wherever the browser is.
    const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: this.dataset.zone };
    this.time = new Intl.DateTimeFormat(document.documentElement.lang, time);
    this.running = true;
    this.run();
  }

  disconnectedCallback() {
    this.running = false;
  }

  // Seconds of the channel's timeline: what is shown, and where the newest piece ends.
  get at() {
    return this.media.currentTime - this.lead;
  }

  get end() {
    return this.pieces.length ? this.pieces[this.pieces.length - 1].end : 0;
  }

  async run() {
    while (this.running) {
      try {
        if (await this.ask()) await this.fill();
      } catch (error) {
        if (error.name === "QuotaExceededError") await this.forget();
      }
      await new Promise((done) => setTimeout(done, 1000));
    }
  }

  async ask() {
    const last = this.pieces.length ? this.pieces[this.pieces.length - 1].number : "";
    const answer = await fetch(`${this.dataset.segments}?after=${last}`, { headers: { Accept: "application/json" } });
    if (answer.status === 401) {
      this.say(this.dataset.textSignedOut);
      this.running = false;
    }
    if (!answer.ok) return false;
    const told = await answer.json();
    this.pieces.push(...told.segments);
    this.pieces = this.pieces.filter((piece) => piece.end > told.first);
    this.mark();
    if (!this.pieces.length) {
      this.say(this.dataset.textNone);
      return false;
    }
    return this.source ? true : this.open(told.mime);
  }

  // Below the place: where something is missing, and what is of the backup source.
  mark() {
    const spans = [];
    this.pieces.forEach((piece, number) => {
      const before = this.pieces[number - 1];
      if (before && piece.start > before.end + 0.05) spans.push({ kind: "gap", start: before.end, end: piece.start });
      const last = spans.at(-1);
      if (piece.backup && last?.kind === "backup") last.end = piece.end;
      else if (piece.backup) spans.push({ kind: "backup", start: piece.start, end: piece.end });
    });
    const share = (seconds) => `${(100 * seconds) / 600}%`;
    const marks = spans.map(({ kind, start, end }) => {
      const mark = document.createElement("span");
      mark.className = `live-${kind}`;
      mark.style.right = share(this.end - end);
      mark.style.width = share(end - start);
      return mark;
    });
    this.strip.replaceChildren(...marks);
  }

  async open(mime) {
    const Source = window.ManagedMediaSource ?? window.MediaSource;
    if (!mime || !Source?.isTypeSupported(mime)) {
      this.say(this.dataset.textCannot);
      this.querySelector("[data-controls]").hidden = true;
      this.media.hidden = true;
      this.running = false;
      return false;
    }
    this.say(this.resumeAt === undefined ? "" : this.dataset.textSkipped);
    this.media.disableRemotePlayback = true;
    this.source = new Source();
    const opened = new Promise((done) => this.source.addEventListener("sourceopen", done, { once: true }));
    const address = URL.createObjectURL(this.source);
    this.media.src = address;
    await opened;
    URL.revokeObjectURL(address);
    this.source.duration = Infinity;
    this.buffer = this.source.addSourceBuffer(mime);
    this.seek(this.resumeAt ?? Math.max(this.pieces[0].start, this.end - 4));
    if (!this.stays) this.media.play().catch(() => {});
    return true;
  }

  // A piece that cannot be played ends the source: begin another one, without it.
  reopen(piece) {
    this.failed.add(piece.number);
    this.resumeAt = this.at;
    this.stays = this.media.paused;
    this.source = this.buffer = undefined;
    this.have.clear();
  }

  // Fetch what the playhead needs next, one piece after the other.
  async fill() {
    this.overGap();
    if (this.media.error) {
      const shown = this.pieces.findLast((piece) => piece.start <= this.at + 0.05 && !this.failed.has(piece.number));
      if (shown) this.reopen(shown);
      return;
    }
    const from = this.at;
    const near = this.pieces.filter((piece) => piece.end > from - 1 && piece.start < from + AHEAD);
    for (const piece of near.filter(({ number }) => !this.have.has(number) && !this.failed.has(number))) {
      const answer = await fetch(piece.url);
      if (answer.status === 404) this.failed.add(piece.number);
      else if (!answer.ok) break; // many watch (503), or the desk is away: it is asked for again
      else {
        const data = await answer.arrayBuffer();
        try {
          await this.append(data);
        } catch (error) {
          if (error.name === "QuotaExceededError") throw error;
          this.reopen(piece);
          return;
        }
        this.have.add(piece.number);
      }
      this.overGap();
    }
    await this.forget();
  }

  async append(data) {
    const done = new Promise((resolve, reject) => {
      this.buffer.addEventListener("updateend", resolve, { once: true });
      this.buffer.addEventListener("error", reject, { once: true });
    });
    this.buffer.appendBuffer(data);
    await done;
  }

  // Where something is missing, however much, go on behind it.
  overGap() {
    const next = this.pieces.find((piece) => piece.end > this.at + 0.05 && !this.failed.has(piece.number));
    if (next && next.start > this.at + 0.05 && !this.holds(this.at + 0.05)) this.seek(next.start);
  }

  async forget() {
    const before = this.media.currentTime - BEHIND;
    if (!this.buffer || before <= 0 || !this.buffer.buffered.length || this.buffer.buffered.start(0) >= before) return;
    const done = new Promise((resolve) => this.buffer.addEventListener("updateend", resolve, { once: true }));
    this.buffer.remove(0, before);
    await done;
    for (const piece of this.pieces) if (piece.end + this.lead <= before) this.have.delete(piece.number);
  }

  seek(to) {
    if (!this.pieces.length) return;
    const at = Math.max(this.pieces[0].start, Math.min(to, this.end - 0.1));
    for (const piece of this.pieces) if (!this.isBuffered(piece)) this.have.delete(piece.number);
    this.media.currentTime = at + this.lead;
    this.shown();
  }

  isBuffered(piece) {
    return this.holds((piece.start + piece.end) / 2);
  }

  holds(at) {
    const ranges = this.buffer?.buffered;
    const place = at + this.lead;
    for (let n = 0; ranges && n < ranges.length; n++) if (ranges.start(n) <= place && place < ranges.end(n)) return true;
    return false;
  }

  act(name) {
    if (name === "play") this.media.paused ? this.media.play().catch(() => {}) : this.media.pause();
    if (name === "live") {
      this.seek(this.end - 4);
      this.media.play().catch(() => {});
    }
    if (name === "sound") this.media.muted = !this.media.muted;
    if (name === "back" || name === "on") {
      this.media.pause();
      this.step(name === "on" ? 1 : -1);
    }
  }

  // To the middle of another picture: there, what is lost in counting shows no other one.
  step(by) {
    const piece = this.pieces.findLast((one) => one.start <= this.at) ?? this.pieces[0];
    if (!piece) return;
    const shown = Math.floor((this.at - piece.start) / piece.picture + 0.001);
    this.seek(piece.start + (shown + by + 0.5) * piece.picture);
  }

  shown() {
    const piece = this.pieces.findLast((one) => one.start <= this.at);
    if (!piece) return;
    const clock = this.time.format(new Date((piece.wall + this.at - piece.start) * 1000));
    this.querySelector("[data-clock]").textContent = clock;
    if (document.activeElement !== this.place) this.place.value = String(Math.round(600 - (this.end - this.at)));
    this.place.setAttribute("aria-valuetext", clock);
  }

  // Marks are sent without leaving the page: the player goes on. One that means the picture shown says which that is.
  async send(event) {
    const form = event.target;
    if (!form.matches("[data-mark]")) return;
    event.preventDefault();
    if (form.matches("[data-at-player]")) {
      if (!this.source) return;
      form.querySelector("[name=at]").value = String(Math.max(0, Math.round(this.at * TICKS)));
    }
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    const said = await answer.text();
    this.refusal.innerHTML = answer.ok ? "" : said;
    if (!answer.ok) return;
    document.getElementById("live-cuts").outerHTML = said;
    const cuts = document.getElementById("live-cuts");
    window.htmx?.process(cuts);
    if (document.activeElement === document.body) cuts.querySelector("button")?.focus(); // what was pressed is gone
  }

  say(words) {
    this.said.textContent = words;
  }
}

customElements.define("live-player", LivePlayer);
