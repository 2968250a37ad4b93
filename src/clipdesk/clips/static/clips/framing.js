// The window of the chosen shape over the wide picture. One window for the whole clip, or one that goes its own way in
// every shot ("path", proposed by the desk); dragged, moved with the arrow keys, or put left, in the centre, right. What
// is done by hand in a path holds for the shot on the screen, or, where that has keys by hand (key-frames.js), for the
// moment that is shown. x and y are the window's middle as a share of the picture.

const SHAPES = { "9:16": 9 / 16, "4:5": 4 / 5, "1:1": 1, "16:9": 16 / 9 };
const INSTEAD = { "4:5": ["1:1", "9:16"] }; // younger than the others: a clip may have windows for those alone
const NEAR = 0.004; // of the picture: less is the same place
const KEEP_UP_AFTER = 800;
const TRY_AGAIN_AFTER = 10000;

class FramingWindow extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => {
      this.room = this.closest("cutting-room");
      this.video = this.room.querySelector("video");
      this.controls = this.room.querySelector("[data-window-controls]");
      this.note = this.room.querySelector("[data-window-note]");
      this.why = {};
      this.behind = ""; // why a new range has no window of its own yet
      this.tabIndex = 0;
      this.setAttribute("role", "slider");
      this.setAttribute("aria-label", this.dataset.text);
      this.controls.addEventListener("click", (event) => this.press(event.target.closest("button")?.dataset ?? {}));
      this.covered = JSON.stringify(this.room.ranges);
      this.room.addEventListener("change-of-content", () => { this.keepUpSoon(); this.place(); });
      this.room.addEventListener("frame", () => { if (this.framing.mode === "path") this.place(); });
      this.addEventListener("pointerdown", (event) => this.drag(event));
      this.addEventListener("keydown", (event) => this.key(event));
      this.place();
    });
  }

  // A shape for which nothing was chosen goes where the renderer puts it.
  get framing() {
    const all = this.room.content.recipe.framing;
    const chosen = [this.room.shape, ...(INSTEAD[this.room.shape] ?? [])].find((shape) => all[shape]);
    return all[chosen] ?? { mode: "crop", x: "1/2", y: "1/2" };
  }
  get now() { return (this.room.player.frame + 0.001) / this.room.fps; }

  // The shot on the screen, in a path: the last that has begun.
  get shotNumber() {
    const begun = this.framing.shots.filter((shot) => this.room.secondsOf(shot.start) <= this.now).length;
    return Math.max(0, begun - 1);
  }

  get mode() { return this.framing.mode === "path" ? this.framing.shots[this.shotNumber].mode : this.framing.mode; }

  // The window's size as shares of the picture.
  get size() {
    const [width, height] = this.room.data.size;
    const [wanted, has] = [SHAPES[this.room.shape], width / height];
    return wanted < has ? [wanted / has, 1] : [1, has / wanted];
  }

  get middle() {
    const [w, h] = this.size;
    const at = this.framing.mode === "path" ? this.along(this.framing.shots[this.shotNumber].keys) : this.framing;
    const [x, y] = ["x", "y"].map((axis) => (typeof at[axis] === "number" ? at[axis] : this.room.secondsOf(at[axis])));
    return [this.inside(x, w), this.inside(y, h)];
  }

  // Where the curve stands now: cubic Hermite between two keys, at rest before the first and after the last.
  along(keys, now = this.now) {
    const seconds = (text) => this.room.secondsOf(text);
    const after = keys.findIndex((key) => seconds(key.at) > now);
    if (after <= 0) return after === 0 ? keys[0] : keys.at(-1);
    const [left, right] = [keys[after - 1], keys[after]];
    const span = seconds(right.at) - seconds(left.at);
    const u = (now - seconds(left.at)) / span;
    const between = (value, speed) => {
      const [a, b, da, db] = [seconds(left[value]), seconds(right[value]), seconds(left[speed]) * span, seconds(right[speed]) * span];
      const [bend, twist] = [3 * (b - a) - 2 * da - db, da + db - 2 * (b - a)];
      return [a + u * (da + u * (bend + u * twist)), (da + u * (2 * bend + 3 * u * twist)) / span];
    };
    const [[x, dx], [y, dy]] = [between("x", "dx"), between("y", "dy")];
    return { x, y, dx, dy };
  }

  place() {
    const [w, h] = this.size;
    const [x, y] = this.middle;
    const whole = w > 0.999 && h > 0.999;
    this.hidden = this.mode === "fit" || whole;
    Object.assign(this.style, { left: `${(x - w / 2) * 100}%`, top: `${(y - h / 2) * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` });
    this.setAttribute("aria-valuenow", Math.round((w < 1 ? x : y) * 100));
    this.setAttribute("aria-valuetext", `${Math.round(x * 100)} % × ${Math.round(y * 100)} %`);
    this.controls.hidden = whole;
    this.showState(w < 1 ? x : y, w < 1 ? w : h);
  }

  showState(middle, size) {
    const path = this.framing.mode === "path";
    const ends = { left: size / 2, centre: 0.5, right: 1 - size / 2 };
    const rests = !path || this.framing.shots[this.shotNumber].keys.length === 1;
    for (const button of this.controls.querySelectorAll("button")) {
      const { window, place, backdrop } = button.dataset;
      const on = backdrop ? this.room.content.recipe.backdrop === backdrop : window ? (window === "path") === path : place === "fit" ? this.mode === "fit" : this.mode === "crop" && rests && Math.abs(ends[place] - middle) < NEAR;
      if (button.getAttribute("aria-pressed") !== String(on)) button.setAttribute("aria-pressed", String(on));
    }
    const text = this.behind || (path && !this.controls.hidden ? this.about(rests) : "");
    if (!this.waiting && this.note.textContent !== text) this.note.textContent = text;
  }

  // "Shot 2/5: …": why the desk proposed this, or what it is now.
  about(rests) {
    const { textShot, textRests, textMoves, textWhole, textByHand } = this.controls.dataset;
    const number = this.shotNumber;
    const { start } = this.framing.shots[number];
    const said = this.keyed(this.framing.shots[number]) && this.mode === "crop" ? textByHand : this.why[this.room.shape]?.[start] ?? (this.mode === "fit" ? textWhole : rests ? textRests : textMoves);
    return `${textShot} ${number + 1}/${this.framing.shots.length}: ${said}`;
  }

  inside(middle, size) { return Math.max(size / 2, Math.min(1 - size / 2, middle)); }

  // Change the window: of the whole clip, or in a path of the shot on the screen, where it then rests.
  set(parts) {
    const all = this.room.content.recipe.framing;
    this.own();
    if (this.framing.mode !== "path") { all[this.room.shape] = { ...this.framing, ...parts }; return; }
    const shot = this.framing.shots[this.shotNumber];
    const { mode = "crop", x, y } = parts;
    const [atX, atY] = this.middle;
    shot.mode = mode;
    if (this.keyed(shot)) return; // its keys hold again once the window does
    shot.keys = [{ at: shot.start, x: x ?? this.share(atX), y: y ?? this.share(atY), dx: "0/1", dy: "0/1" }];
    (this.why[this.room.shape] ??= {})[shot.start] = this.controls.dataset.textByHand;
  }

  // One window for the whole clip becomes one for each of its shots, all of them where it was.
  becomePath() {
    this.own();
    if (this.framing.mode === "path") return;
    const { mode, x, y } = this.framing;
    const ranges = this.room.ranges.map((range) => [this.room.frameOf(range.start), this.room.frameOf(range.end)]);
    const cuts = [0, ...this.room.data.shots.filter((shot) => shot > 0), Infinity];
    const shots = cuts.slice(0, -1).flatMap((cut, number) => {
      const shown = ranges.filter(([start, end]) => start < cuts[number + 1] && end > cut);
      if (!shown.length) return [];
      const start = this.room.timeOf(Math.max(cut, Math.min(...shown.map((range) => range[0]))));
      return [{ start, mode, keys: [{ at: start, x, y, dx: "0/1", dy: "0/1" }] }];
    });
    this.room.content.recipe.framing[this.room.shape] = { mode: "path", x, y, shots };
    this.covered = JSON.stringify(this.room.ranges);
    this.behind = "";
  }

  // What was chosen for another shape alone, as this one's own.
  own() { this.room.content.recipe.framing[this.room.shape] ??= structuredClone(this.framing); }

  get keys() { return this.room.querySelector("framing-keys"); }
  keyed(shot) { return Boolean(this.keys.room) && this.keys.byHand(shot); }

  share(value) { return `${Math.round(value * 1000)}/1000`; }

  move(x, y) {
    const [w, h] = this.size;
    const to = { x: this.share(this.inside(x, w)), y: this.share(this.inside(y, h)) };
    this.own();
    const number = this.framing.mode === "path" ? this.shotNumber : "";
    if (number !== "" && this.keyed(this.framing.shots[number])) {
      this.room.change(`framing-${this.room.shape}-${number}-key-${this.keys.put(to.x, to.y)}`);
      return;
    }
    this.set(to);
    this.room.change(`framing-${this.room.shape}-${number}`);
  }

  press({ window, place, backdrop }) {
    const { recipe } = this.room.content;
    if (backdrop) { recipe.backdrop = recipe.backdrop === backdrop ? "blurred" : backdrop; this.room.change(); }
    if (window === "path") this.propose();
    if (window === "one" && this.framing.mode === "path") {
      const [x, y] = this.middle;
      this.room.content.recipe.framing[this.room.shape] = { mode: this.mode, x: this.share(x), y: this.share(y) };
      this.room.change();
    }
    if (place === "fit") { this.set({ mode: this.mode === "fit" ? "crop" : "fit" }); this.room.change(); }
    else if (place) {
      const [w, h] = this.size;
      const to = { left: 0, centre: 0.5, right: 1 }[place];
      if (this.mode === "fit") this.set({ mode: "crop" });
      this.move(w < 1 ? to : 0.5, h < 1 ? to : 0.5);
    }
  }

  // The desk's own proposal for every shot of the clip, in all shapes at once.
  async propose() {
    this.waiting = true;
    this.note.textContent = this.controls.dataset.textWait;
    const said = await this.room.ask(this.room.data.urls.framing, `{"content":${this.room.payload}}`);
    this.waiting = false;
    if (said.error) { this.note.textContent = said.error; return; }
    Object.assign(this.room.content.recipe.framing, said.framing);
    this.covered = JSON.stringify(this.room.ranges);
    this.behind = "";
    for (const [shape, found] of Object.entries(said.why)) this.why[shape] = Object.fromEntries(found.map((one) => [one.start, one.said]));
    this.room.change("framing");
  }

  keepUpSoon() {
    clearTimeout(this.keepUpTimer);
    if (JSON.stringify(this.room.ranges) === this.covered) this.behind = "";
    else this.keepUpTimer = setTimeout(() => this.keepUp(), KEEP_UP_AFTER);
  }

  // Windows for what came into the clip since they were proposed; those that are there, by hand or not, stay.
  async keepUp() {
    const ranges = JSON.stringify(this.room.ranges);
    const all = this.room.content.recipe.framing;
    const shapes = Object.keys(SHAPES).filter((shape) => all[shape]?.mode === "path");
    const said = shapes.length ? await this.room.ask(this.room.data.urls.framing, `{"content":${this.room.payload}}`) : {};
    if (ranges !== JSON.stringify(this.room.ranges)) return; // changed meanwhile: that comes back here
    if (said.error) {
      this.keepUpTimer = setTimeout(() => this.keepUp(), TRY_AGAIN_AFTER);
      this.behind = `${this.controls.dataset.textBehind} ${said.error}`;
      this.place();
      return;
    }
    this.behind = "";
    const before = JSON.parse(this.covered).map((range) => [this.room.secondsOf(range.start), this.room.secondsOf(range.end)]);
    this.covered = ranges;
    const added = shapes.map((shape) => this.addShots(all[shape].shots, said.framing[shape].shots, before));
    if (added.some(Boolean)) this.room.change("framing"); else this.place();
  }

  // Whether a shot was added, or an old one begins earlier: within one shot of the recording the window must not jump.
  addShots(shots, proposed, before) {
    const begin = (shot) => this.room.secondsOf(shot.start);
    const had = JSON.stringify(shots);
    proposed.forEach((fresh, place) => {
      const at = begin(fresh);
      if (before.some(([start, end]) => start <= at && at < end) || shots.some((shot) => shot.start === fresh.start)) return;
      const next = place + 1 < proposed.length ? begin(proposed[place + 1]) : Infinity;
      const same = shots.find((shot) => begin(shot) > at && begin(shot) < next);
      if (same) same.start = fresh.start; else shots.push(fresh);
      shots.sort((one, other) => begin(one) - begin(other));
    });
    return JSON.stringify(shots) !== had;
  }

  drag(event) {
    if (event.button > 0) return;
    event.preventDefault();
    this.focus();
    this.setPointerCapture(event.pointerId);
    const box = this.video.getBoundingClientRect();
    const [x, y] = this.middle;
    const end = new AbortController();
    const options = { signal: end.signal };
    const follow = (next) => this.move(x + (next.clientX - event.clientX) / box.width, y + (next.clientY - event.clientY) / box.height);
    this.addEventListener("pointermove", follow, options);
    for (const done of ["pointerup", "pointercancel"]) this.addEventListener(done, () => end.abort(), options);
  }

  key(event) {
    const by = event.shiftKey ? 0.05 : 0.01;
    const keys = { Enter: () => this.keys.toggle(), "[": () => this.keys.jump(-1), "]": () => this.keys.jump(1) };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); return; }
    const steps = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] };
    if (!steps[event.key]) return;
    event.preventDefault();
    this.move(this.middle[0] + steps[event.key][0], this.middle[1] + steps[event.key][1]);
  }
}

customElements.define("framing-window", FramingWindow);
