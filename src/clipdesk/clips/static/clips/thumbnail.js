// The picture that stands for the clip: one of its frames, drawn by the renderer without what lies over it, or one that was
// brought (own-picture.js).

const AFTER = 800;
const SHAPE = "16:9";

class ClipThumbnail extends HTMLElement {
  connectedCallback() {
    this.room = this.closest("cutting-room");
    this.image = this.querySelector("img");
    this.note = this.querySelector("figcaption");
    this.addEventListener("click", (event) => {
      const asked = event.target.closest("[data-thumbnail]")?.dataset.thumbnail;
      if (asked) this.choose(asked === "here" ? this.room.timeOf(this.room.player.frame) : null);
    });
    this.room.addEventListener("change-of-content", () => this.soon());
    this.image.addEventListener("error", () => {
      this.drawn = undefined;
      this.room.dispatchEvent(new CustomEvent("link-failed", { detail: this.image.getAttribute("src") }));
    });
    this.room.addEventListener("links-renewed", () => this.soon());
    this.soon();
  }

  choose(at) {
    this.room.content.recipe.thumbnail = at;
    this.room.content.picture = "";
    this.room.change("thumbnail");
  }

  // As the renderer does: a frame that is no longer in the clip gives way to the one a third into it.
  get shown() {
    const { room } = this;
    const chosen = room.content.recipe.thumbnail;
    const at = chosen ? room.clipTime(room.frameOf(chosen)) : null;
    const whole = room.ranges.reduce((sum, range) => sum + room.frameOf(range.end) - room.frameOf(range.start), 0);
    return { at: at ?? room.timeOf(Math.floor(whole / 3)), said: at ? "chosen" : chosen ? "outside" : "usual" };
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), AFTER);
  }

  show(address) {
    if (this.image.src.startsWith("blob:")) URL.revokeObjectURL(this.image.src);
    this.image.src = address;
  }

  async draw() {
    const own = this.room.content.picture;
    if (own) {
      this.note.textContent = this.dataset.textOwn;
      if (own !== this.drawn) this.show(this.room.data.links.pictures[own]);
      this.drawn = own;
      return;
    }
    const { at, said } = this.shown;
    this.note.textContent = this.dataset[`text${said[0].toUpperCase()}${said.slice(1)}`].replace("{time}", this.room.secondsOf(at).toFixed(2));
    const content = JSON.parse(this.room.payload);
    Object.assign(content.recipe, { captions: [], title: "", lower_thirds: [] });
    content.translations = {};
    const body = JSON.stringify({ shape: SHAPE, at, content, bare: true });
    const look = this.room.data.size ? "" : content.recipe.look; // over pictures none is seen, but it colours the wave
    const drawn = JSON.stringify([at, content.recipe.ranges, content.recipe.framing[SHAPE], content.recipe.backdrop, look]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const answer = await this.room.ask(this.room.data.urls.preview, body);
    if (drawn !== this.drawn) return;
    if (!answer.image) { this.note.textContent = answer.error; this.drawn = undefined; return; }
    this.show(URL.createObjectURL(answer.image));
  }
}

customElements.define("clip-thumbnail", ClipThumbnail);
