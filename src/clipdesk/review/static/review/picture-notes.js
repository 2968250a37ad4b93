// Notes on the picture. "Note here" pauses the video and takes the very frame it shows; a rectangle is dragged over the
// picture or typed. Beside each note, "Show it" takes the video to its frame and lays its rectangle over the picture.

const WHOLE = 1000; // width and height of a picture in the units of a region
const SMALLEST = 10; // less was a click, not a rectangle
const SIDES = ["left", "top", "width", "height"];

// The picture inside its video element, without the bars beside it, as it lies in the figure.
function pictureIn(video) {
  const [width, height] = [video.videoWidth || Number(video.getAttribute("width")), video.videoHeight || Number(video.getAttribute("height"))];
  const pick = getComputedStyle(video).objectFit === "cover" ? Math.max : Math.min;
  const scale = pick(video.clientWidth / width, video.clientHeight / height);
  return {
    left: video.offsetLeft + (video.clientWidth - width * scale) / 2,
    top: video.offsetTop + (video.clientHeight - height * scale) / 2,
    width: width * scale,
    height: height * scale,
  };
}

// What lies over one video: at most one rectangle, drawn by a finger or shown for a note.
class Layer {
  constructor(video, drawn) {
    this.video = video;
    this.drawn = drawn;
    this.element = document.createElement("div");
    this.element.className = "note-layer";
    this.element.setAttribute("aria-hidden", "true"); // the fields beside it say the same
    this.rectangle = document.createElement("div");
    this.rectangle.className = "note-rectangle";
    this.rectangle.hidden = true;
    this.element.append(this.rectangle);
    video.after(this.element);
    this.element.addEventListener("pointerdown", (event) => this.drag(event));
    new ResizeObserver(() => this.place()).observe(video);
    video.addEventListener("loadedmetadata", () => this.place());
    this.place();
  }

  place() {
    for (const [side, pixels] of Object.entries(pictureIn(this.video))) this.element.style[side] = `${pixels}px`;
  }

  set drawing(on) { this.element.classList.toggle("is-drawing", on); }
  get drawing() { return this.element.classList.contains("is-drawing"); }

  show(region) {
    this.rectangle.hidden = !region;
    if (region) SIDES.forEach((side, index) => { this.rectangle.style[side] = `${region[index] / 10}%`; });
  }

  drag(event) {
    if (!this.drawing || event.button > 0) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    const first = this.at(event);
    const move = (next) => this.show(this.between(first, this.at(next)));
    const stop = (last) => {
      this.element.removeEventListener("pointermove", move);
      this.element.removeEventListener("pointercancel", stop);
      const region = this.between(first, this.at(last));
      this.drawn(region[2] < SMALLEST || region[3] < SMALLEST ? null : region);
    };
    this.element.addEventListener("pointermove", move);
    this.element.addEventListener("pointerup", stop, { once: true });
    this.element.addEventListener("pointercancel", stop, { once: true });
  }

  at(event) {
    const box = this.element.getBoundingClientRect();
    const share = (value, size) => Math.round(Math.max(0, Math.min(1, value / size)) * WHOLE);
    return [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)];
  }

  between(a, b) {
    return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])];
  }
}

class PictureNotes extends HTMLElement {
  connectedCallback() {
    this.status = this.querySelector("[data-note-status]");
    this.write = this.querySelector("[data-note-write]");
    this.form = this.querySelector("[data-note-form]");
    if (!this.form) return;
    this.rate = this.rateOf(this.dataset.rate);
    this.lastFrame = Number(this.dataset.frames) - 1;
    this.layers = [...document.querySelectorAll(`#${CSS.escape(this.dataset.videos)} video`)].map(
      (video) => new Layer(video, (region) => { this.fill(region); this.draw(); }),
    );
    for (const { video } of this.layers) this.follow(video);
    this.addEventListener("click", (event) => this.press(event.target));
    this.addEventListener("keydown", (event) => { if (event.key === "Escape" && this.form.contains(event.target)) this.close(); });
    this.form.addEventListener("input", (event) => this.changed(event.target));
    this.place = this.querySelector("[data-note-place]");
    for (const part of [this.write, this.place]) part.addEventListener("toggle", () => this.draw());
    this.draw();
  }

  // Which video was touched last; and a rectangle that was shown goes once its frame is left.
  follow(video) {
    const left = () => { if (this.shown?.video === video) { this.shown = null; this.draw(); } };
    video.addEventListener("play", () => { this.last = video; left(); });
    video.addEventListener("seeked", () => { this.last = video; if (this.frameOf(video) !== this.shown?.frame) left(); });
  }

  videoOf(shape) { return this.layers.find(({ video }) => video.dataset.shape === shape)?.video; }
  rateOf(text) { const [n, d] = text.split("/").map(Number); return n / d; }
  frameOf(video) { return Math.min(this.lastFrame, Math.floor(video.currentTime * this.rate + 1e-3)); }

  // As the desk writes it: hundredths rounded up, so that the text names the same frame.
  moment(frame) {
    const hundredths = Math.ceil((frame * 100) / this.rate - 1e-6);
    const two = (value) => String(value).padStart(2, "0");
    return `${Math.floor(hundredths / 6000)}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
  }

  get field() { return this.form.elements; }
  get region() {
    const typed = SIDES.map((side) => this.field[side].value);
    return typed.every((text) => text !== "") ? typed.map((text) => Math.round(Number(text) * 10)) : null;
  }

  say(text, time, frame) { this.status.textContent = text.replace("{time}", time).replace("{frame}", frame); }

  press(target) {
    if (target.closest("[data-note-here]")) this.begin();
    else if (target.closest("[data-note-close]")) this.close();
    else if (target.closest("[data-show]")) this.show(target.closest("[data-note]").dataset);
  }

  begin() {
    const video = this.last ?? this.layers[0]?.video;
    if (!video) return;
    this.pause();
    const frame = this.frameOf(video);
    this.field.shape.value = video.dataset.shape;
    this.field.time.value = this.moment(frame);
    this.field.frame.value = frame;
    this.write.open = true;
    this.draw();
    this.say(this.dataset.textPaused, this.field.time.value, frame);
    (this.field.name && !this.field.name.value ? this.field.name : this.field.words).focus();
  }

  pause() {
    for (const { video } of this.layers) video.pause();
    this.shown = null;
  }

  close() {
    this.write.open = false;
    this.querySelector("[data-note-here]").focus();
  }

  // While the form is open its own rectangle is shown, to be drawn anew where the place is asked for; else that of a note.
  draw() {
    for (const layer of this.layers) {
      const chosen = this.write.open && layer.video.dataset.shape === this.field.shape.value;
      layer.drawing = chosen && this.place.open;
      layer.show(this.write.open ? (chosen ? this.region : null) : this.shown?.video === layer.video ? this.shown.region : null);
    }
  }

  fill(region) {
    SIDES.forEach((side, index) => { this.field[side].value = region ? region[index] / 10 : ""; });
  }

  changed(field) {
    if (field.name === "time" || field.name === "shape") this.field.frame.value = "";
    if (field.name === "shape" || SIDES.includes(field.name)) this.draw();
  }

  show(note) {
    const video = this.videoOf(note.shape) ?? this.layers[0]?.video;
    if (!video) return;
    this.write.open = false;
    this.pause();
    const frame = Number(note.frame);
    const region = note.region && video.dataset.shape === note.shape ? note.region.split(",").map(Number) : null;
    this.shown = { video, frame, region };
    const seek = () => { video.currentTime = (frame + 0.5) / this.rateOf(note.rate); };
    if (video.readyState > 0) seek();
    else {
      video.addEventListener("loadedmetadata", seek, { once: true });
      video.preload = "auto";
      video.load();
    }
    this.last = video;
    this.draw();
    this.say(this.dataset.textShown, note.moment, frame);
    video.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("picture-notes", PictureNotes);
