// The window of the chosen shape over the wide picture: dragged, or moved with the arrow keys. x and y are the window's
// middle as a share of the picture, kept in thousandths.

const SHAPES = { "9:16": 9 / 16, "1:1": 1, "16:9": 16 / 9 };

class FramingWindow extends HTMLElement {
  connectedCallback() {
    this.tabIndex = 0;
    this.setAttribute("role", "group");
    customElements.whenDefined("cutting-room").then(() => {
      this.room = this.closest("cutting-room");
      this.video = this.room.querySelector("video");
      if (!this.room.data.size) return;
      this.setAttribute("aria-label", this.room.querySelector(".room-preview h2").textContent);
      this.room.addEventListener("change-of-content", () => this.place());
      new ResizeObserver(() => this.place()).observe(this.video);
      this.addEventListener("pointerdown", (event) => this.drag(event));
      this.addEventListener("keydown", (event) => this.key(event));
      this.place();
    });
  }

  get framing() {
    const all = this.room.content.recipe.framing;
    return (all[this.room.shape] ??= { mode: "crop", x: "1/2", y: "1/2" });
  }

  // The window's size as shares of the picture.
  get size() {
    const [width, height] = this.room.data.size;
    const [wanted, has] = [SHAPES[this.room.shape], width / height];
    return wanted < has ? [wanted / has, 1] : [1, has / wanted];
  }

  place() {
    const [w, h] = this.size;
    const fit = this.framing.mode === "fit";
    this.hidden = fit || (w > 0.999 && h > 0.999);
    this.room.querySelector("[data-fit]").checked = fit;
    const [x, y] = [this.inside(this.room.secondsOf(this.framing.x), w), this.inside(this.room.secondsOf(this.framing.y), h)];
    Object.assign(this.style, { left: `${(x - w / 2) * 100}%`, top: `${(y - h / 2) * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` });
  }

  inside(middle, size) { return Math.max(size / 2, Math.min(1 - size / 2, middle)); }

  move(x, y) {
    const [w, h] = this.size;
    this.framing.x = `${Math.round(this.inside(x, w) * 1000)}/1000`;
    this.framing.y = `${Math.round(this.inside(y, h) * 1000)}/1000`;
    this.room.change();
  }

  drag(event) {
    event.preventDefault();
    this.focus();
    this.setPointerCapture(event.pointerId);
    const box = this.video.getBoundingClientRect();
    const [x, y] = [this.room.secondsOf(this.framing.x), this.room.secondsOf(this.framing.y)];
    const follow = (next) => this.move(x + (next.clientX - event.clientX) / box.width, y + (next.clientY - event.clientY) / box.height);
    this.addEventListener("pointermove", follow);
    this.addEventListener("pointerup", () => this.removeEventListener("pointermove", follow), { once: true });
  }

  key(event) {
    const by = event.shiftKey ? 0.05 : 0.01;
    const steps = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] };
    if (!steps[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(this.room.secondsOf(this.framing.x) + steps[event.key][0], this.room.secondsOf(this.framing.y) + steps[event.key][1]);
  }
}

customElements.define("framing-window", FramingWindow);
