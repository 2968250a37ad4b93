// The window of the chosen shape over the wide picture: dragged, or moved with the arrow keys. x and y are the window's
// middle as a share of the picture, kept in thousandths.

const SHAPES = { "9:16": 9 / 16, "1:1": 1, "16:9": 16 / 9 };

class FramingWindow extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => {
      this.room = this.closest("cutting-room");
      this.video = this.room.querySelector("video");
      this.fit = this.room.querySelector("[data-fit]");
      this.tabIndex = 0;
      this.setAttribute("role", "slider");
      this.setAttribute("aria-label", this.dataset.text);
      this.fit.addEventListener("input", () => { this.set({ mode: this.fit.checked ? "fit" : "crop" }); this.room.change(); });
      this.room.addEventListener("change-of-content", () => this.place());
      this.addEventListener("pointerdown", (event) => this.drag(event));
      this.addEventListener("keydown", (event) => this.key(event));
      this.place();
    });
  }

  get framing() { return this.room.content.recipe.framing[this.room.shape] ?? { mode: "crop", x: "1/2", y: "1/2" }; }
  set(parts) { this.room.content.recipe.framing[this.room.shape] = { ...this.framing, ...parts }; }

  // The window's size as shares of the picture.
  get size() {
    const [width, height] = this.room.data.size;
    const [wanted, has] = [SHAPES[this.room.shape], width / height];
    return wanted < has ? [wanted / has, 1] : [1, has / wanted];
  }

  get middle() {
    const [w, h] = this.size;
    return [this.inside(this.room.secondsOf(this.framing.x), w), this.inside(this.room.secondsOf(this.framing.y), h)];
  }

  place() {
    const [w, h] = this.size;
    const [x, y] = this.middle;
    this.fit.checked = this.framing.mode === "fit";
    this.hidden = this.fit.checked || (w > 0.999 && h > 0.999);
    Object.assign(this.style, { left: `${(x - w / 2) * 100}%`, top: `${(y - h / 2) * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` });
    this.setAttribute("aria-valuenow", Math.round((w < 1 ? x : y) * 100));
    this.setAttribute("aria-valuetext", `${Math.round(x * 100)} % × ${Math.round(y * 100)} %`);
  }

  inside(middle, size) { return Math.max(size / 2, Math.min(1 - size / 2, middle)); }

  move(x, y) {
    const [w, h] = this.size;
    this.set({ x: `${Math.round(this.inside(x, w) * 1000)}/1000`, y: `${Math.round(this.inside(y, h) * 1000)}/1000` });
    this.room.change(`framing-${this.room.shape}`);
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
    const steps = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] };
    if (!steps[event.key]) return;
    event.preventDefault();
    this.move(this.middle[0] + steps[event.key][0], this.middle[1] + steps[event.key][1]);
  }
}

customElements.define("framing-window", FramingWindow);
