// A look over the newest recording, drawn by the renderer itself from what the form holds.

const AFTER = 400;

class LookPreview extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById("look-form");
    this.image = this.querySelector("img");
    this.note = this.querySelector("figcaption");
    this.shape = "9:16";
    this.number = 0;
    this.form.addEventListener("input", () => this.soon());
    this.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-shape]")?.dataset.shape;
      if (!chosen) return;
      this.shape = chosen;
      for (const button of this.querySelectorAll("[data-shape]")) button.setAttribute("aria-pressed", String(button.dataset.shape === chosen));
      this.draw();
    });
    this.draw();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), AFTER);
  }

  async draw() {
    const [number, shape] = [(this.number += 1), this.shape];
    const body = new FormData(this.form);
    body.set("shape", shape);
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
