// What the apps draw over an upright clip, laid over the preview: texts above and below, buttons at the right. And what of
// the clip lies under that: the desk says so with every frame that it draws.

const KEPT = "clipdesk.apps";

class SafeAreas extends HTMLElement {
  connectedCallback() {
    this.room = this.closest("cutting-room");
    this.figure = this.room.querySelector("finished-clip figure");
    this.cover = this.figure.querySelector("[data-cover]");
    this.button = this.querySelector("button");
    this.choice = this.querySelector("select");
    this.warning = this.querySelector("[data-warning]");
    this.on = localStorage.getItem(KEPT) === "on";
    this.button.addEventListener("click", () => this.toggle());
    this.choice.addEventListener("input", (event) => event.stopPropagation());
    this.choice.addEventListener("change", () => { this.on = true; this.show(); });
    this.room.addEventListener("change-of-content", () => this.show());
    this.room.addEventListener("frame-shown", (event) => this.warn(event.detail));
    customElements.whenDefined("cutting-room").then(() => this.show());
  }

  toggle() {
    this.on = !this.on;
    localStorage.setItem(KEPT, this.on ? "on" : "off");
    this.show();
  }

  get upright() { return this.room.shape === "9:16"; }

  show() {
    this.button.setAttribute("aria-pressed", String(this.on));
    this.button.disabled = this.choice.disabled = !this.upright;
    this.warning.hidden = !this.upright || !this.warning.textContent;
    this.cover.hidden = !this.on || !this.upright;
    const covered = this.room.data.apps[this.choice.value];
    const per = (edge) => `${(covered[edge] * 100).toFixed(1)}%`;
    for (const [name, place] of Object.entries({
      top: { top: 0, left: 0, right: 0, height: per("top") },
      bottom: { bottom: 0, left: 0, right: 0, height: per("bottom") },
      left: { top: per("top"), bottom: per("bottom"), left: 0, width: per("left") },
      right: { top: per("top"), bottom: per("bottom"), right: 0, width: per("right") },
    })) Object.assign(this.cover.querySelector(`[data-edge=${name}]`).style, place);
    const said = (text) => ["top", "bottom", "left", "right"].reduce((whole, edge) => whole.replace(`{${edge}}`, Math.round(covered[edge] * 100)), text);
    this.cover.setAttribute("aria-label", said(this.dataset.textCovered).replace("{app}", this.choice.selectedOptions[0].textContent));
  }

  // under: which apps lie over the captions, and which over the strap.
  warn(under) {
    const name = (app) => this.choice.querySelector(`[value=${app}]`).textContent;
    const lines = Object.entries({ captions: this.dataset.textCaptions, strap: this.dataset.textStrap })
      .filter(([thing]) => under[thing].length)
      .map(([thing, text]) => text.replace("{apps}", under[thing].map(name).join(", ")));
    if (lines.length) lines.push(this.dataset.textWhat);
    const text = lines.join(" ");
    if (this.warning.textContent !== text) this.warning.textContent = text;
    this.warning.hidden = !this.upright || !text;
  }
}

customElements.define("safe-areas", SafeAreas);
