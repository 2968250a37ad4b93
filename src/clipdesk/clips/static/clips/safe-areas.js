// What the apps draw over an upright clip, laid over the preview: texts above and below, buttons at the right. And what of
// the clip may lie under that: the desk tells it with every frame that it draws. It is a warning for the apps that somebody
// thinks of, whose buttons are shown or kept clear of; of all others a quiet note.

const KEPT = "clipdesk.apps";
const ALL = "all";

class SafeAreas extends HTMLElement {
  connectedCallback() {
    this.room = this.closest("cutting-room");
    this.figure = this.room.querySelector("finished-clip figure");
    this.cover = this.figure.querySelector("[data-cover]");
    this.button = this.querySelector("button");
    this.choice = this.querySelector("select");
    this.advice = this.querySelector("[data-advice]");
    this.under = {};
    this.on = localStorage.getItem(KEPT) === "on";
    this.button.addEventListener("click", () => this.toggle());
    this.choice.addEventListener("input", (event) => event.stopPropagation());
    this.choice.addEventListener("change", () => { this.on = true; this.show(); });
    this.room.addEventListener("change-of-content", () => this.show());
    this.room.addEventListener("frame-shown", (event) => { this.under = event.detail; this.warn(); });
    customElements.whenDefined("cutting-room").then(() => this.show());
  }

  toggle() {
    if (!this.upright) return;
    this.on = !this.on;
    localStorage.setItem(KEPT, this.on ? "on" : "off");
    this.show();
  }

  get upright() { return this.room.shape === "9:16"; }

  show() {
    this.button.setAttribute("aria-pressed", String(this.on));
    this.button.disabled = this.choice.disabled = !this.upright;
    this.cover.hidden = this.advice.hidden = !this.on || !this.upright;
    const covered = this.room.data.apps[this.choice.value];
    const per = (edge) => `${(covered[edge] * 100).toFixed(1)}%`;
    for (const [name, place] of Object.entries({
      top: { top: 0, left: 0, right: 0, height: per("top") },
      bottom: { bottom: 0, left: 0, right: 0, height: per("bottom") },
      left: { top: per("top"), bottom: per("bottom"), left: 0, width: per("left") },
      right: { top: per("top"), bottom: per("bottom"), right: 0, width: per("right") },
    })) Object.assign(this.cover.querySelector(`[data-edge=${name}]`).style, place);
    const text = this.choice.value === ALL ? this.dataset.textAdviceAll : this.dataset.textAdvice;
    const shares = ["top", "bottom", "left", "right"].reduce((whole, edge) => whole.replace(`{${edge}}`, Math.round(covered[edge] * 100)), text);
    this.write(this.advice, shares.replaceAll("{app}", this.choice.selectedOptions[0].textContent));
    this.warn();
  }

  // Whether somebody thinks of this app.
  isMeant(app) {
    const meant = [this.room.content.recipe.keep_clear, this.on ? this.choice.value : ""];
    return meant.includes(app) || meant.includes(ALL);
  }

  warn() {
    const { textWhat } = this.dataset;
    const warned = this.lines((app) => this.isMeant(app));
    const noted = this.lines((app) => !this.isMeant(app));
    if (warned.length) warned.push(textWhat); else if (noted.length) noted.push(textWhat);
    for (const [name, lines] of Object.entries({ warning: warned, note: noted })) {
      const place = this.querySelector(`[data-${name}]`);
      this.write(place, this.upright ? lines.join(" ") : "");
      place.hidden = !place.textContent;
    }
  }

  // A sentence each for captions, strap and names, where any of the apps that count may lie over them.
  lines(counts) {
    const { textCaptions, textStrap, textNames } = this.dataset;
    const name = (app) => this.choice.querySelector(`[value=${app}]`).textContent;
    return Object.entries({ captions: textCaptions, strap: textStrap, names: textNames })
      .map(([thing, text]) => [text, (this.under[thing] ?? []).filter(counts)])
      .filter(([, apps]) => apps.length)
      .map(([text, apps]) => text.replace("{apps}", apps.map(name).join(", ")));
  }

  write(place, text) { if (place.textContent !== text) place.textContent = text; }
}

customElements.define("safe-areas", SafeAreas);
