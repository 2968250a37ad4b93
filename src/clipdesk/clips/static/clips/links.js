// Addresses of picture, sound, filmstrip and peaks live some hours. They are asked for anew before that, and when one of
// them fails; what plays goes on at its place. Where that does not help, a sentence says what to do.

const SOONEST = 5000; // what fails sooner than this after new addresses came is not helped by newer ones

class MediaLinks extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.media = this.room.media;
    this.media.addEventListener("error", () => this.failed(this.media.getAttribute("src")));
    this.room.addEventListener("link-failed", (event) => this.failed(event.detail));
    // whoever signed in again in another window comes back to this one
    addEventListener("focus", () => { if (!this.hidden) this.renew(); });
    setInterval(() => this.renew(), this.room.data.links_for * 1000);
    if (this.media.error) this.failed(this.media.getAttribute("src"));
  }

  // An address that is none of the newest failed: there are better ones already.
  failed(address) {
    if (!address || !JSON.stringify(this.room.data.links).includes(address)) return;
    if (Date.now() - (this.renewedAt ?? 0) < SOONEST) this.say(); else this.renew();
  }

  say() {
    this.hidden = false;
    this.textContent = this.dataset.textLost;
  }

  async renew() {
    if (this.asking) return;
    this.asking = true;
    const answer = await fetch(this.room.data.urls.links, { headers: { Accept: "application/json" } }).catch(() => null);
    this.asking = false;
    if (!answer?.ok || !answer.headers.get("content-type")?.startsWith("application/json")) { this.say(); return; }
    this.renewedAt = Date.now();
    this.hidden = true;
    this.room.data.links = await answer.json();
    this.room.dispatchEvent(new CustomEvent("links-renewed"));
    if (this.media.error) this.play();
    else if (this.media.getAttribute("src") !== this.room.data.links.proxy) {
      // not in the middle of playing: the old address is good for a while yet
      if (this.media.paused) this.play(); else this.media.addEventListener("pause", () => this.play(), { once: true });
    }
  }

  // The newest address of picture and sound, at the place where the old one stood.
  play() {
    const { currentTime, paused } = this.media;
    this.media.src = this.room.data.links.proxy;
    this.media.currentTime = currentTime;
    if (!paused) this.media.play();
  }
}

customElements.define("media-links", MediaLinks);
