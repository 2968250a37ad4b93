// Words of their own for single destinations, and how many characters those take that count all words together.

const AFTER = 1000;

class OwnWords extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.counts = {};
    this.addEventListener("input", (event) => { event.stopPropagation(); this.read(event.target); });
    this.room.addEventListener("change-of-content", () => { this.show(); this.soon(); });
    this.show();
    this.soon();
  }

  get places() { return this.room.data.destinations.filter((place) => place.own); }
  part(place) { return this.querySelector(`[data-place="${place.id}"]`); }

  read(field) {
    const { place: id } = field.closest("[data-place]").dataset;
    const { title, description } = this.room.content;
    const own = { ...this.room.content.own_words };
    if (field.type !== "checkbox") own[id] = { ...own[id], [field.dataset.own]: field.value };
    else if (field.checked) own[id] = { title, description };
    else delete own[id];
    this.room.content.own_words = own;
    this.room.change(field.type === "checkbox" ? undefined : `own-${id}-${field.dataset.own}`);
  }

  show() {
    const own = this.room.content.own_words ?? {};
    for (const place of this.places) {
      const [part, words] = [this.part(place), own[place.id]];
      part.querySelector("[type=checkbox]").checked = Boolean(words);
      part.querySelector("[data-words]").hidden = !words;
      for (const name of ["title", "description"]) {
        const field = part.querySelector(`[data-own=${name}]`);
        if (words && field.value !== words[name]) field.value = words[name];
        part.querySelector(`[data-counted=${name}]`).textContent = `${[...(words?.[name] ?? "")].length}/${place[name]}`;
      }
      this.say(part.querySelector("[role=status]"), this.counts[place.id]);
    }
  }

  // Told only once it is too much, or where somebody is writing for this destination.
  say(line, counted) {
    const over = counted && counted.count > counted.limit;
    const text = !counted ? "" : (over ? this.dataset.textOver : this.dataset.textAll).replace("{count}", counted.count).replace("{limit}", counted.limit);
    if (line.textContent !== text) line.textContent = text;
    line.className = over ? "cue-warning" : "quiet";
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.count(), AFTER);
  }

  async count() {
    const number = (this.number = (this.number ?? 0) + 1);
    const said = await this.room.ask(this.room.data.urls.counts, `{"content":${this.room.payload}}`);
    if (number !== this.number || !said.counts) return;
    this.counts = Object.fromEntries(said.counts.map((one) => [one.id, one]));
    this.show();
  }
}

customElements.define("own-words", OwnWords);
