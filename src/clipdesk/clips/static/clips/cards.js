// The look's cards before and after the clip. In the preview one takes the place of the clip's frame until it is chosen
// otherwise or the player moves; where the clip is played, each stands over the picture for as long as it will in the film.

class ClipCards extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.standing = this.room.querySelector("[data-standing]");
    this.buttons = this.querySelectorAll("[data-card]");
    this.pictures = new Map();
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-card]");
      if (button) this.choose(button.dataset.card);
    });
    this.room.addEventListener("change-of-content", () => this.offer());
    this.room.addEventListener("frame", () => { if (this.card) this.mark(""); });
    this.offer();
  }

  // Which card the preview shows; nothing: the clip's frame.
  get card() { return this.chosen ?? ""; }
  get name() { return this.querySelector(`[data-card="${this.card}"]`).textContent; }

  // How many seconds each card of the clip's look stands.
  get seconds() { return this.room.data.cards[this.room.content.recipe.look ?? ""] ?? { opening: 0, closing: 0 }; }

  async choose(card) {
    const { media, player } = this.room;
    const played = !media.paused;
    player.stop();
    if (played) await new Promise((resolve) => { media.addEventListener("pause", resolve, { once: true }); }); // it tells its frame then
    this.mark(card);
    this.room.querySelector("finished-clip").stop();
    this.room.preview();
  }

  mark(card) {
    this.chosen = card;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.card === card));
  }

  // The cards that the look has; without any there is nothing to choose.
  offer() {
    const { seconds } = this;
    if (this.card && !seconds[this.card]) this.mark("");
    for (const button of this.buttons) button.hidden = Boolean(button.dataset.card) && !seconds[button.dataset.card];
    this.hidden = !seconds.opening && !seconds.closing;
    this.gone();
  }

  // Let a card stand over the player's picture; tells whether its time went by, or there is none: else something else began.
  async stand(card) {
    const seconds = this.seconds[card];
    this.gone();
    if (!seconds || !this.standing) return true;
    const turn = (this.turn = {});
    const picture = await this.picture(card);
    if (turn !== this.turn) return false;
    if (!picture) return true; // what is wrong is said beside the preview
    Object.assign(this.standing, { src: picture, hidden: false });
    await new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });
    if (turn !== this.turn) return false;
    this.gone();
    return true;
  }

  gone() {
    this.turn = undefined;
    if (this.standing) this.standing.hidden = true;
  }

  // A version of a look never changes, so each picture is asked for once.
  async picture(card) {
    const { shape, payload, data, content } = this.room;
    const name = `${content.recipe.look} ${shape} ${card}`;
    if (!this.pictures.has(name)) {
      const said = await this.room.ask(data.urls.preview, `{"shape":"${shape}","at":"0/1","card":"${card}","content":${payload}}`);
      if (!said.image) return undefined;
      this.pictures.set(name, URL.createObjectURL(said.image));
    }
    return this.pictures.get(name);
  }
}

customElements.define("clip-cards", ClipCards);
