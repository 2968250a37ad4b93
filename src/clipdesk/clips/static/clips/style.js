// The style of the captions: the word being spoken, the speakers' colours, and the words that this needs: those that are
// heard in the clip's ranges, kept with the clip so that it is always rendered the same.

class CaptionStyle extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => {
      this.room = this.closest("cutting-room");
      this.note = this.querySelector("[data-style-note]");
      this.kept = this.chosen.words ? { of: JSON.stringify(this.room.ranges), words: this.room.content.recipe.words } : null;
      this.addEventListener("change", (event) => this.choose(event.target));
      this.room.addEventListener("change-of-content", () => this.show());
      this.room.addEventListener("words-known", () => { if (this.chosen.words && this.kept?.of !== JSON.stringify(this.room.ranges)) this.room.change("words"); });
      this.room.addEventListener("words-heard", () => { if (this.kept) this.kept.of = ""; });
      this.show();
    });
  }

  get chosen() { return this.room.content.recipe.caption_style; }

  // The words of the clip as they are sent; those that are stored stay while the ranges do, and while newer ones are fetched.
  get words() {
    if (!this.room) return undefined;
    if (!this.chosen.words) return [];
    const of = JSON.stringify(this.room.ranges);
    if (this.kept?.of === of) return this.kept.words;
    const heard = this.room.querySelector("cut-transcript").heardIn(this.room.ranges);
    if (!heard) return this.kept?.words ?? [];
    this.many = heard.length > this.room.data.most_words;
    const words = this.many ? [] : heard.map(({ start, end, text }) => ({ start: this.room.timeOf(start), end: this.room.timeOf(end), text }));
    this.kept = { of, words };
    return words;
  }

  choose(box) {
    if (box.type !== "checkbox") return;
    this.chosen[box.dataset.style] = box.checked;
    this.room.change();
  }

  show() {
    for (const box of this.querySelectorAll("[data-style]")) box.checked = Boolean(this.chosen[box.dataset.style]);
    const { textNoWords, textNoSpeakers, textManyWords } = this.dataset;
    const speaks = this.room.content.recipe.captions.some((cue) => cue.speaker);
    const without = this.chosen.words && !this.words.length;
    const why = this.many ? textManyWords.replace("{limit}", this.room.data.most_words) : textNoWords;
    const said = [without ? why : "", this.chosen.speakers && !speaks ? textNoSpeakers : ""];
    const text = said.filter(Boolean).join(" ");
    if (this.note.textContent !== text) this.note.textContent = text;
  }
}

customElements.define("caption-style", CaptionStyle);
