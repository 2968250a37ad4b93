// How long the clip is with its cards, beside what each destination takes. A second that has begun counts, as when it is sent.

const two = (value) => String(value).padStart(2, "0");
const clock = (seconds) => (seconds < 3600 ? `${Math.floor(seconds / 60)}:${two(seconds % 60)}` : `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`);

class ClipLengths extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    [this.fits, this.over] = ["[data-fits]", "[data-over]"].map((place) => this.querySelector(place));
    this.room.addEventListener("change-of-content", () => this.show());
    this.show();
  }

  show() {
    const frames = this.room.ranges.reduce((sum, range) => sum + this.room.frameOf(range.end) - this.room.frameOf(range.start), 0);
    const { opening = 0, closing = 0 } = this.room.data.cards[this.room.content.recipe.look ?? ""] ?? {};
    const seconds = Math.ceil((frames * this.room.rate[1]) / this.room.rate[0] + opening + closing);
    const said = ({ name, longest }, text) => text.replace("{destination}", name).replace("{length}", clock(seconds)).replace("{limit}", clock(longest)).replace("{over}", clock(seconds - longest));
    const kept = ({ longest }) => seconds <= longest;
    const { destinations } = this.room.data;
    this.fits.textContent = destinations.filter(kept).map((place) => said(place, this.dataset.textFits)).join(" · ");
    const over = destinations.filter((place) => !kept(place)).map((place) => said(place, this.dataset.textOver)).join(" ");
    if (this.over.textContent !== over) this.over.textContent = over; // told once, not at every change
    this.over.hidden = !over;
  }
}

customElements.define("clip-lengths", ClipLengths);
