// A look over the newest recording, drawn by the renderer itself from what the form holds.

const AFTER = 400;

class LookPreview extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById("look-form");
    this.image = this.querySelector("img");
    this.note = this.querySelector("figcaption");
    this.shape = "9:16";
    this.card = "";
    this.number = 0;
    this.form.addEventListener("input", () => this.soon());
    this.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-shape], [data-card]");
      if (!chosen) return;
      const kind = "shape" in chosen.dataset ? "shape" : "card";
      this[kind] = chosen.dataset[kind];
      for (const button of this.querySelectorAll(`[data-${kind}]`)) button.setAttribute("aria-pressed", String(button === chosen));
      this.draw();
    });
    this.draw();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), AFTER);
  }

  async draw() {
    const [number, shape, card] = [(this.number += 1), this.shape, this.card];
    const body = new FormData(this.form);
    body.set("shape", shape);
    body.set("card", card);
    this.note.textContent = this.dataset.textWait;
    const answer = await fetch(this.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    const type = answer?.headers.get("content-type") ?? "";
    const said = type.startsWith("application/json") ? (await answer.json()).error : this.dataset.textBroken;
    if (number !== this.number) return;
    if (!type.startsWith("image/")) { this.note.textContent = said; return; }
    if (this.image.src) URL.revokeObjectURL(this.image.src);
    this.image.src = URL.createObjectURL(await answer.blob());
    this.image.hidden = false;
    this.image.parentElement.dataset.shown = shape;
    this.note.textContent = "";
  }
}

customElements.define("look-preview", LookPreview);
