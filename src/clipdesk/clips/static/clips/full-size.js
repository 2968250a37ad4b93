// The previewed frame as large as it will be rendered, when somebody wants to look closely.

class FullSize extends HTMLElement {
  connectedCallback() {
    this.room = this.closest("cutting-room");
    [this.button, this.dialog, this.image, this.status] = ["button", "dialog", "img", "[role=status]"].map((place) => this.querySelector(place));
    this.button.addEventListener("click", () => this.show());
    this.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => URL.revokeObjectURL(this.image.src));
  }

  async show() {
    if (this.asking) return;
    const { shape, payload, data } = this.room;
    this.asking = true;
    this.status.textContent = this.dataset.textWait;
    const said = await this.room.ask(data.urls.preview, `{"full":true,"shape":"${shape}","at":"${this.room.clipTime() ?? "0/1"}","card":"${this.room.cards.card ?? ""}","content":${payload}}`);
    this.asking = false;
    this.status.textContent = said.error ?? "";
    if (said.error) return;
    this.image.src = URL.createObjectURL(said.image);
    this.dialog.showModal();
  }
}

customElements.define("full-size", FullSize);
