// Names that the clip writes otherwise than the station does; each is put right everywhere in the clip at one press.

const AFTER = 1000;

class ClipNames extends HTMLElement {
  connectedCallback() {
    this.room = this.closest("cutting-room");
    this.room.addEventListener("change-of-content", () => this.soon());
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.room.querySelector("caption-list").mend(button.dataset.found, button.dataset.written, true);
    });
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), AFTER);
  }

  async look() {
    const number = (this.number = (this.number ?? 0) + 1);
    const said = await this.room.ask(this.room.data.urls.slips, `{"content":${this.room.payload}}`);
    if (number === this.number && said.slips) this.replaceChildren(...said.slips.map((slip) => this.line(slip)));
  }

  line({ found, written, count }) {
    const line = document.createElement("p");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-small", textContent: this.dataset.textMend.replace("{name}", written) });
    Object.assign(button.dataset, { found, written });
    line.append(this.dataset.textSlip.replace("{name}", found).replace("{count}", count), " ", button);
    return line;
  }
}

customElements.define("clip-names", ClipNames);
