// The player: frames and timecode, in and out, shuttle by J K L, playing the clip across its ranges, the list of ranges.

const SPEEDS = [1, 2, 4, 8];

class ClipPlayer extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.media = this.room.media;
    this.list = this.room.querySelector("[data-ranges]");
    this.media.addEventListener("play", () => this.tick());
    this.media.addEventListener("pause", () => this.shown(this.frame));
    this.room.addEventListener("click", (event) => this.act(event.target.closest("[data-do]")?.dataset.do));
    this.room.addEventListener("change-of-content", () => this.showRanges());
    this.list.addEventListener("pointerdown", (event) => this.dragRange(event));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => this.goTo(event.target.closest("[data-recording-frame]")));
    this.seek(this.room.frameOf(this.room.ranges[0].start));
    this.showRanges();
  }

  get frame() {
    if (!this.media) return 0;
    return Math.min(this.room.frames - 1, Math.floor(this.media.currentTime * this.room.fps + 1e-3));
  }

  seek(frame) {
    const to = Math.max(0, Math.min(this.room.frames - 1, frame));
    this.room.cards.gone?.();
    this.media.currentTime = (to + 0.5) / this.room.fps;
    this.shown(to);
  }

  shown(frame) {
    this.room.querySelector("[data-frame]").textContent = frame;
    this.room.querySelector("[data-timecode]").textContent = this.timecode(frame);
    this.room.dispatchEvent(new CustomEvent("frame", { detail: frame }));
    if (this.media.paused) this.room.previewSoon();
  }

  // SMPTE timecode of a frame, counted on from the source's own; `;` stands for drop-frame counting.
  timecode(frame) {
    const nominal = Math.ceil(this.room.fps - 1e-9);
    const source = this.room.data.timecode;
    const [h, m, s, f] = source.split(/[:;.]/).map(Number);
    const dropped = source.includes(";") ? nominal / 15 : 0;
    const minutes = h * 60 + m;
    let total = frame + (minutes * 60 + s) * nominal + f - dropped * (minutes - Math.floor(minutes / 10));
    if (dropped) {
      const [ten, one] = [600 * nominal - 9 * dropped, 60 * nominal - dropped];
      const rest = total % ten;
      total += Math.floor(total / ten) * 9 * dropped + (rest >= dropped ? dropped * Math.floor((rest - dropped) / one) : 0);
    }
    const two = (value) => String(value).padStart(2, "0");
    const seconds = Math.floor(total / nominal);
    return [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":") + (dropped ? ";" : ":") + two(total % nominal);
  }

  tick() {
    if (this.media.paused) return;
    const frame = this.frame;
    if (this.playing !== undefined && frame >= this.room.frameOf(this.room.ranges[this.playing].end) - 1) {
      this.playing += 1;
      if (this.playing >= this.room.ranges.length) { this.stop(); this.room.cards.stand("closing"); return; }
      this.seek(this.room.frameOf(this.room.ranges[this.playing].start));
    } else this.shown(frame);
    requestAnimationFrame(() => this.tick());
  }

  stop() {
    clearInterval(this.backwards);
    [this.backwards, this.playing, this.speed] = [undefined, undefined, 0];
    this.room.cards.gone?.();
    this.media.pause();
  }

  play() {
    this.stop();
    this.media.playbackRate = 1;
    this.media.play();
  }

  async playClip() {
    this.stop();
    this.seek(this.room.frameOf(this.room.ranges[0].start));
    if (!(await this.room.cards.stand("opening"))) return; // something else was begun meanwhile
    this.play();
    this.playing = 0;
  }

  // L forwards, J backwards, each press faster; browsers cannot play backwards, so J steps through the frames.
  shuttle(direction) {
    const before = Math.sign(this.speed ?? 0) === direction ? Math.abs(this.speed) : 0;
    this.stop();
    const speed = SPEEDS[Math.min(SPEEDS.length - 1, SPEEDS.indexOf(before) + 1)];
    this.speed = direction * speed;
    if (direction > 0) {
      this.media.playbackRate = speed;
      this.media.play();
    } else {
      this.backwards = setInterval(() => {
        this.seek(this.frame - Math.max(1, Math.round((this.room.fps * speed) / 10)));
        if (this.frame === 0) this.stop();
      }, 100);
    }
  }

  act(what) {
    const room = this.room;
    const acts = {
      play: () => { if (this.media.paused && !this.backwards) this.play(); else this.stop(); },
      stop: () => this.stop(),
      back: () => { this.stop(); this.seek(this.frame - 1); },
      on: () => { this.stop(); this.seek(this.frame + 1); },
      in: () => room.setEdge(room.chosen, "start", this.frame),
      out: () => room.setEdge(room.chosen, "end", this.frame + 1),
      "play-clip": () => this.playClip(),
      add: () => room.addRange(this.frame),
    };
    acts[what]?.();
  }

  key(event) {
    if (event.target.closest("input, textarea, select, [role=slider]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const second = event.shiftKey ? Math.round(this.room.fps) : 1;
    const key = event.key.toLowerCase();
    const named = { k: "stop", i: "in", o: "out" };
    if (key === " " && event.target.closest("button, a, summary")) return;
    if (key === " ") this.act("play");
    else if (named[key]) this.act(named[key]);
    else if (key === "arrowleft") { this.stop(); this.seek(this.frame - second); }
    else if (key === "arrowright") { this.stop(); this.seek(this.frame + second); }
    else if (key === "[") this.jump(-1);
    else if (key === "]") this.jump(1);
    else if (key === "+" || key === "=") this.room.querySelector("cut-timeline").scale(2);
    else if (key === "-") this.room.querySelector("cut-timeline").scale(0.5);
    else if (key === "l") this.shuttle(1);
    else if (key === "j") this.shuttle(-1);
    else if (key === "a") this.room.querySelector("safe-areas")?.toggle();
    else return;
    event.preventDefault();
  }

  // A button anywhere on the page that names a frame of the recording, such as one beside a note.
  goTo(button) {
    if (!button) return;
    this.stop();
    this.seek(Number(button.dataset.recordingFrame));
    this.scrollIntoView({ block: "nearest" });
  }

  // To the last or next place where something begins or ends.
  jump(direction) {
    const points = this.room.querySelector("cut-timeline").points;
    const to = direction > 0 ? points.find((point) => point > this.frame) : points.findLast((point) => point < this.frame);
    if (to === undefined) return;
    this.stop();
    this.seek(to);
  }

  focusRange() { this.list.children[this.room.chosen].focus(); }

  // A range that is dragged onto another takes its place.
  dragRange(event) {
    const at = ({ clientX, clientY }) => [...this.list.children].indexOf(document.elementFromPoint(clientX, clientY)?.closest("button"));
    const from = at(event);
    if (event.button > 0 || from < 0) return;
    const end = new AbortController();
    const options = { signal: end.signal };
    const mark = (to) => [...this.list.children].forEach((button, index) => button.classList.toggle("target", index === to && to !== from));
    document.addEventListener("pointermove", (next) => mark(at(next)), options);
    for (const done of ["pointerup", "pointercancel"]) document.addEventListener(done, (last) => {
      end.abort();
      mark(-1);
      const to = at(last);
      if (done === "pointercancel" || to < 0 || to === from) return;
      this.room.chosen = from;
      this.room.moveRange(to);
    }, options);
  }

  // One button a range: which one I and O move, where it lies, how long it is.
  showRanges() {
    const had = this.list.contains(document.activeElement);
    const length = (range) => (this.room.frameOf(range.end) - this.room.frameOf(range.start)) / this.room.fps;
    const buttons = this.room.ranges.map((range, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small";
      button.setAttribute("aria-pressed", String(index === this.room.chosen));
      button.textContent = `${index + 1} · ${this.timecode(this.room.frameOf(range.start))} · ${length(range).toFixed(2)} s`;
      button.setAttribute("aria-label", `${this.list.dataset.textRange} ${button.textContent}`);
      button.addEventListener("click", () => { this.room.chooseRange(index); this.seek(this.room.frameOf(range.start)); });
      return button;
    });
    this.list.replaceChildren(...buttons);
    if (had) buttons[this.room.chosen]?.focus();
    const total = this.room.ranges.reduce((sum, range) => sum + length(range), 0);
    this.room.querySelector("[data-total]").textContent = `${total.toFixed(2)} s`;
  }
}

customElements.define("clip-player", ClipPlayer);
