// Captions in further languages: which one is worked on beside the clip's own, files in and out, how many are missing.

class CaptionLanguages extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => {
      this.room = this.closest("cutting-room");
      this.choice = this.querySelector("select");
      this.status = this.querySelector("[role=status]");
      this.choice.addEventListener("input", (event) => event.stopPropagation());
      this.choice.addEventListener("change", () => this.room.announce());
      this.querySelector("input[type=file]").addEventListener("change", (event) => this.read(event.target));
      this.querySelector("[data-language=add]").addEventListener("click", () => this.add());
      this.querySelector("[data-language=remove]").addEventListener("click", () => this.remove());
      this.room.addEventListener("change-of-content", () => this.show());
      this.room.addEventListener("content-saved", () => this.show());
      this.show();
    });
  }

  get list() { return this.room.querySelector("caption-list"); }
  get language() { return this.choice?.value && this.room.further.includes(this.choice.value) ? this.choice.value : ""; }
  get name() { return this.choice?.selectedOptions[0]?.dataset.name ?? ""; }

  // The button goes with the press: the focus stays at the choice.
  add() {
    const { most_languages: most } = this.room.data;
    if (this.room.further.length >= most) { this.say(this.dataset.textMany.replace("{limit}", most)); return; }
    const { languages } = this.room.content;
    languages.push(this.choice.value);
    languages.sort();
    this.room.change();
    this.choice.focus();
  }

  remove() {
    const { language } = this;
    const { content } = this.room;
    content.languages = content.languages.filter((each) => each !== language);
    for (const cue of content.recipe.captions) if (cue.said) delete cue.said[language];
    this.choice.value = "";
    this.room.change();
    this.choice.focus();
  }

  async read(input) {
    const { language } = this;
    const body = new FormData();
    body.append("captions", input.files[0]);
    const said = await this.room.ask(this.room.data.urls.captions_import, body);
    input.value = "";
    if (said.error) { this.say(said.error); return; }
    const lost = this.list.lay(said.cues, language);
    this.room.change("captions");
    this.say(said.said + (lost ? ` ${this.dataset.textLost.replace("{count}", lost)}` : ""));
  }

  say(text) { if (this.status.textContent !== text) this.status.textContent = text; }

  show() {
    const own = this.room.content.language;
    for (const option of [...this.choice.options].filter((each) => each.value)) {
      option.hidden = option.disabled = option.value === own;
      option.textContent = option.dataset.name + (this.room.further.includes(option.value) ? " ✓" : "");
    }
    if (this.choice.value === own) this.choice.value = "";
    const { language } = this;
    for (const part of this.querySelectorAll("[data-of-language]")) part.hidden = !language;
    this.querySelector("[data-language=add]").hidden = !this.choice.value || Boolean(language);
    for (const link of this.querySelectorAll("a[data-export]")) {
      link.href = `${link.dataset.export}?language=${language}`;
      link.hidden = !this.room.savedLanguages.includes(language); // the desk hands out what it has
    }
    const heard = this.room.content.recipe.captions.filter((cue) => this.list.heard(cue) && cue.text.trim());
    const done = heard.filter((cue) => cue.said?.[language]?.trim()).length;
    this.say(language ? this.dataset.textDone.replace("{done}", done).replace("{count}", heard.length) : "");
  }
}

customElements.define("caption-languages", CaptionLanguages);
