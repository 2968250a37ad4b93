// Words of their own for single destinations, and how many characters those take that count all words together.

const AFTER = 1000;
const COUNTED = ["title", "description", "language", "flags", "own_words"];

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

  get places() { return this.room.data.own_places; }
  part(place) { return this.querySelector(`[data-place="${place.id}"]`); }

  // What is stored where there are none has no such part at all: ticked and unticked again, nothing has changed.
  read(field) {
    const { place: id } = field.closest("[data-place]").dataset;
    const { content } = this.room;
    const own = { ...content.own_words };
    if (field.type !== "checkbox") own[id] = { ...own[id], [field.dataset.own]: field.value };
    else if (field.checked) own[id] = { title: content.title, description: content.description };
    else delete own[id];
    if (Object.keys(own).length || this.room.data.content.own_words) content.own_words = own;
    else delete content.own_words;
    this.room.change(field.type === "checkbox" ? undefined : `own-${id}-${field.dataset.own}`);
  }

  show() {
    const { language, own_words: own = {} } = this.room.content;
    for (const place of this.places) {
      const [part, words] = [this.part(place), own[place.id]];
      part.querySelector("[type=checkbox]").checked = Boolean(words);
      part.querySelector("[data-words]").hidden = !words;
      for (const name of ["title", "description"]) {
        const field = part.querySelector(`[data-own=${name}]`);
        field.lang = language;
        if (words && field.value !== words[name]) field.value = words[name];
        part.querySelector(`[data-counted=${name}]`).textContent = `${[...(words?.[name] ?? "")].length}/${place[name]}`;
      }
      const counted = this.counts[place.id];
      part.querySelector("[data-all]").textContent = words && counted ? this.said(this.dataset.textAll, place, counted) : "";
    }
    const over = this.places.map((place) => [place, this.counts[place.id]]).filter(([, counted]) => counted && counted.count > counted.limit);
    const [text, line] = [over.map((one) => this.said(this.dataset.textOver, ...one)).join(" "), this.querySelector("[data-over]")];
    if (line.textContent !== text) line.textContent = text; // told once, not at every change
    line.hidden = !text;
  }

  said(text, { name }, { count, limit }) { return text.replace("{destination}", name).replace("{count}", count).replace("{limit}", limit); }

  // Asked only where somebody counts, and only once words have changed.
  soon() {
    const asked = JSON.stringify(Object.fromEntries(COUNTED.map((name) => [name, this.room.content[name]])));
    if (asked === this.asked || !this.places.some((place) => place.counts)) return;
    this.asked = asked;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.count(asked), AFTER);
  }

  async count(asked) {
    const said = await this.room.ask(this.room.data.urls.counts, `{"content":${asked}}`);
    if (asked !== this.asked || !said.counts) return;
    this.counts = Object.fromEntries(said.counts.map((one) => [one.id, one]));
    this.show();
  }
}

customElements.define("own-words", OwnWords);
