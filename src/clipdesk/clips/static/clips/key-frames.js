// Key frames of the window by hand: where it stands at a moment of the recording. Between two keys of a shot it goes by
// the renderer's cubic Hermite curve; the speeds at the keys are those of Fritsch and Butland ("A method for constructing
// local monotone piecewise cubic interpolants", SIAM J. Sci. Stat. Comput. 5, 1984; known as PCHIP): the window never
// goes beyond a key and back, and it rests at the first and at the last. A key is set on the curve as it runs, so that
// setting it moves nothing; moving or removing it changes the speeds of its neighbours alone.

const PARTS = 1e7; // as the desk's own keys are stored

// The speed at a key between two stretches that last `spans` seconds and climb at `slopes`; the same sign or it rests.
function speedBetween(spans, slopes) {
  if (slopes[0] * slopes[1] <= 0) return 0;
  const weights = [spans[0] + 2 * spans[1], 2 * spans[0] + spans[1]];
  return (weights[0] + weights[1]) / (weights[0] / slopes[0] + weights[1] / slopes[1]);
}

class FramingKeys extends HTMLElement {
  connectedCallback() {
    Promise.all(["cutting-room", "framing-window"].map((name) => customElements.whenDefined(name))).then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.window = this.room.querySelector("framing-window");
    this.timeline = this.room.querySelector("cut-timeline");
    this.set = new Set(); // keys that were set here: shape and time
    this.note = this.querySelector("[role=status]");
    this.addEventListener("click", (event) => this.act(event.target.closest("button")?.dataset.key));
    this.room.addEventListener("change-of-content", () => this.contentChanged());
    this.room.addEventListener("frame", () => this.show());
    this.contentChanged();
  }

  act(what) {
    if (what === "here") this.toggle();
    else if (what) this.jump(what === "next" ? 1 : -1);
  }

  get shot() { return this.window.framing.shots?.[this.window.shotNumber]; }
  name(key) { return `${this.room.shape} ${key.at}`; }
  seconds(text) { return this.room.secondsOf(text); }

  // Whether a hand has set keys in the shot: here and now, or before: hands set thousandths of the picture, the desk hardly ever.
  byHand(shot) {
    const round = (text) => 1000 % Number(text.split("/")[1] ?? 1) === 0;
    return shot.keys.some((key) => this.set.has(this.name(key)) || (shot.keys.length > 1 && round(key.x) && round(key.y)));
  }

  // The number of the key at the frame that is shown; -1 for none, and where no hand has set keys.
  at(shot) { return shot?.mode === "crop" && this.byHand(shot) ? this.here(shot) : -1; }
  here(shot) { return shot.keys.findIndex((key) => this.room.frameOf(key.at) === this.room.player.frame); }

  // Frames at which a window that moves has a key that counts, rising: of each shot those that lie in it.
  get moments() {
    if (!this.room) return [];
    this.found ??= (this.window.framing.shots ?? []).flatMap((shot, number, shots) => {
      const end = shots[number + 1] ? this.room.frameOf(shots[number + 1].start) : Infinity;
      const begin = number ? this.room.frameOf(shot.start) : 0;
      if (shot.mode !== "crop" || (shot.keys.length === 1 && !this.byHand(shot))) return [];
      return shot.keys.map((key) => this.room.frameOf(key.at)).filter((frame) => frame >= begin && frame < end);
    });
    return this.found;
  }

  contentChanged() {
    const had = this.found?.join();
    this.found = undefined;
    if (this.moments.join() !== had) this.timeline.drawSoon?.();
    this.show();
  }

  show() {
    const { shot } = this;
    const number = this.at(shot);
    const [here] = this.querySelectorAll("[data-key=here]");
    here.disabled = this.window.mode === "fit";
    here.setAttribute("aria-pressed", String(number >= 0));
    this.hidden = this.window.controls.hidden;
    if (!this.room.media.paused) return; // nothing is told while pictures fly by
    const count = shot?.mode === "crop" && this.byHand(shot) ? shot.keys.length : 0;
    const said = number >= 0 ? this.dataset.textAt : count ? this.dataset.textCount : "";
    const text = said.replace("{number}", number + 1).replace("{count}", count);
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  jump(direction) {
    const { frame } = this.room.player;
    const to = direction > 0 ? this.moments.find((moment) => moment > frame) : this.moments.findLast((moment) => moment < frame);
    if (to === undefined) return;
    this.room.player.stop();
    this.room.player.seek(to);
  }

  // Set a key at the frame that is shown, or take the one away that is there.
  toggle() {
    if (this.window.mode === "fit" || this.window.controls.hidden) return;
    this.room.player.stop();
    this.window.becomePath();
    const { shot } = this;
    const number = this.at(shot);
    if (number < 0) this.add(shot); else this.remove(shot, number);
    this.room.change();
  }

  // The first key of a shot that rests takes the place of the one that it rests by, and one of the desk's own here becomes
  // the hand's; tells the number of the key.
  add(shot) {
    const at = this.room.timeOf(this.room.player.frame);
    const rests = shot.keys.length === 1 && !this.byHand(shot);
    const made = shot.keys[this.here(shot)] ?? { at, ...this.onCurve(shot.keys, this.seconds(at)) };
    if (rests) shot.keys = [made];
    else if (!shot.keys.includes(made)) {
      const number = shot.keys.findIndex((key) => this.seconds(key.at) > this.seconds(at));
      shot.keys.splice(number < 0 ? shot.keys.length : number, 0, made);
    }
    this.set.add(this.name(made));
    return shot.keys.indexOf(made);
  }

  remove(shot, number) {
    this.set.delete(this.name(shot.keys[number]));
    if (shot.keys.length === 1) { Object.assign(shot.keys[0], { at: shot.start, dx: "0/1", dy: "0/1" }); return; }
    shot.keys.splice(number, 1);
    for (const beside of [number - 1, number]) this.pace(shot.keys, beside);
  }

  // Put the window at the frame that is shown: the key there is moved, or one is set.
  put(x, y) {
    if (!this.room.media.paused) this.room.player.stop();
    const { shot } = this;
    const found = this.at(shot);
    const number = found < 0 ? this.add(shot) : found;
    Object.assign(shot.keys[number], { x, y });
    for (const near of [number - 1, number, number + 1]) this.pace(shot.keys, near);
    this.set.add(this.name(shot.keys[number]));
    return number;
  }

  fine(value) {
    const parts = Math.round(Math.abs(value) * PARTS);
    return `${value < 0 && parts ? "-" : ""}${this.room.written(parts, PARTS)}`;
  }

  // Place and speed at a moment of the curve, so that a key there changes nothing.
  onCurve(keys, now) {
    const { x, y, dx, dy } = this.window.along(keys, now);
    if (typeof x === "string") return { x, y, dx: "0/1", dy: "0/1" }; // before the first key, or after the last
    return { x: this.fine(x), y: this.fine(y), dx: this.fine(dx), dy: this.fine(dy) };
  }

  // The speed at one key by its neighbours; rest at the first and at the last.
  pace(keys, number) {
    const key = keys[number];
    if (!key) return;
    const [before, after] = [keys[number - 1], keys[number + 1]];
    for (const [value, speed] of [["x", "dx"], ["y", "dy"]]) {
      if (!before || !after) { key[speed] = "0/1"; continue; }
      const stretches = [[before, key], [key, after]];
      const spans = stretches.map(([left, right]) => this.seconds(right.at) - this.seconds(left.at));
      const slopes = stretches.map(([left, right], place) => (this.seconds(right[value]) - this.seconds(left[value])) / spans[place]);
      key[speed] = this.fine(speedBetween(spans, slopes));
    }
  }
}

customElements.define("framing-keys", FramingKeys);
