// The whole clip as the renderer makes it, played while it is made: fragments of MP4 fed into a media source.

const TYPE = 'video/mp4; codecs="avc1.42c01f, mp4a.40.2"';
const once = (target, name) => new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));

class FinishedClip extends HTMLElement {
  connectedCallback() {
    this.room = this.closest("cutting-room");
    this.button = this.querySelector("[data-finished]");
    this.video = this.querySelector("video");
    this.note = this.querySelector("figcaption");
    this.button.addEventListener("click", () => (this.asked ? this.stop() : this.play()));
    this.room.addEventListener("change-of-content", () => this.stop());
  }

  async play() {
    const asked = (this.asked = new AbortController());
    const { shape, payload, data } = this.room;
    this.room.media.pause();
    this.note.textContent = this.dataset.textWait;
    this.button.setAttribute("aria-pressed", "true");
    const said = await this.room.ask(data.urls.play, `{"shape":"${shape}","content":${payload}}`, asked.signal);
    if (asked !== this.asked) return;
    if (!said.stream) { this.stop(); this.note.textContent = said.error; return; }
    this.show(shape);
    const goes = "MediaSource" in window && MediaSource.isTypeSupported(TYPE) ? this.feed(said.stream) : this.load(said.stream);
    await goes.catch(() => { if (asked === this.asked) { this.stop(); this.note.textContent = this.room.dataset.textBroken; } });
  }

  show(shape) {
    this.querySelector("img").hidden = true;
    this.video.hidden = false;
    this.video.closest("figure").dataset.shown = shape;
  }

  stop() {
    if (!this.asked) return;
    this.asked.abort();
    this.asked = undefined;
    if (this.video.src) URL.revokeObjectURL(this.video.src);
    this.video.removeAttribute("src");
    this.video.load();
    this.video.hidden = true;
    this.querySelector("img").hidden = false;
    this.note.textContent = "";
    this.button.setAttribute("aria-pressed", "false");
    this.room.previewSoon();
  }

  start(source) {
    this.video.src = URL.createObjectURL(source);
    this.video.addEventListener("playing", () => { this.note.textContent = this.dataset.textPlays; }, { once: true });
    this.video.play().catch(() => undefined); // stopped before it began
  }

  async feed(answer) {
    const source = new MediaSource();
    this.start(source);
    await once(source, "sourceopen");
    const buffer = source.addSourceBuffer(TYPE);
    const reader = answer.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) await this.append(buffer, part.value);
    if (source.readyState === "open") source.endOfStream();
  }

  // A long clip is more than a browser keeps: what was played makes room.
  async append(buffer, bytes) {
    for (;;) {
      try {
        buffer.appendBuffer(bytes);
        return await once(buffer, "updateend");
      } catch (fault) {
        if (fault.name !== "QuotaExceededError") throw fault;
        await once(this.video, "timeupdate");
      }
    }
  }

  async load(answer) { this.start(await answer.blob()); }
}

customElements.define("finished-clip", FinishedClip);
