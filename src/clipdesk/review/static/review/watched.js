// The tick "I have watched it" opens once every shape that goes out was played through, at no more than double speed: what was
// really played so is added up, so that jumping to the end is not enough. Once one of them was, the person may also say
// themselves that they have watched the others elsewhere. The form tells which shapes the page saw played through. Shapes that
// the page does not play stand in the tick's own words. Without scripts, and after a refusal that had it ticked, it is open from
// the start.

const FASTEST = 2; // times the usual speed
const SLACK = 1; // seconds, at most a tenth of the clip: players stop a little before the end

/** Adds up which parts of a video were played at a speed at which one can watch. */
class Played {
  constructor(video, changed) {
    this.video = video;
    this.parts = []; // [from, to] in seconds, in order, none touching the next
    this.last = null; // up to where it is counted; null while it stands or is moved
    this.rate = video.playbackRate;
    const go = () => { this.last = video.currentTime; };
    const count = () => { this.count(); changed(); };
    video.addEventListener("play", go);
    video.addEventListener("seeking", go);
    video.addEventListener("seeked", go);
    video.addEventListener("ratechange", () => { count(); this.rate = video.playbackRate; });
    for (const name of ["timeupdate", "pause", "ended"]) video.addEventListener(name, count);
    if (!video.paused) go();
  }

  count() {
    const from = this.last;
    const to = this.video.currentTime;
    if (from === null || this.video.seeking) return;
    this.last = to;
    if (to > from && this.rate <= FASTEST) this.add(from, to);
  }

  add(from, to) {
    const apart = this.parts.filter(([a, b]) => b < from || a > to);
    const joined = this.parts.filter(([a, b]) => b >= from && a <= to);
    const whole = [Math.min(from, ...joined.map(([a]) => a)), Math.max(to, ...joined.map(([, b]) => b))];
    this.parts = [...apart, whole].sort(([a], [b]) => a - b);
  }

  get isWhole() {
    const seconds = this.parts.reduce((sum, [from, to]) => sum + to - from, 0);
    return seconds >= this.video.duration - Math.min(SLACK, this.video.duration / 10); // false while it is not known
  }
}

class WatchedCheck extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("[type=checkbox]");
    this.hint = this.querySelector("[data-hint]");
    this.otherwise = this.querySelector("[data-otherwise]");
    this.seen = this.querySelector("[data-played]"); // goes with the form
    if (this.box.checked) return;
    this.box.disabled = true;
    this.hint.hidden = false;
    const asked = this.dataset.shapes.split(" ");
    const videos = [...document.getElementById(this.dataset.videos).querySelectorAll("video")];
    const wanted = videos.filter((video) => asked.includes(video.dataset.shape));
    this.played = wanted.map((video) => new Played(video, () => this.look()));
    for (const { video } of this.played) video.addEventListener("error", () => { this.hint.textContent = this.dataset.broken; });
    this.otherwise.addEventListener("click", () => this.open(this.dataset.confirmed));
  }

  look() {
    this.seen.value = this.played.filter((one) => one.isWhole).map(({ video }) => video.dataset.shape).join(" ");
    if (!this.box.disabled) return;
    const left = this.played.filter((one) => !one.isWhole).map(({ video }) => video.dataset.shape);
    if (left.length === 0) this.open(this.dataset.done);
    else if (left.length < this.played.length) {
      this.hint.textContent = `${this.dataset.left} ${left.join(", ")}`;
      this.otherwise.hidden = false;
    }
  }

  open(said) {
    this.box.disabled = false;
    this.hint.textContent = said;
    this.otherwise.hidden = true;
  }
}

customElements.define("watched-check", WatchedCheck);
