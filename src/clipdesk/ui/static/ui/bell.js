// <live-bell data-url>: around the bell; keeps its count and the window's title true, and sounds twice when something
// urgent has come and the person has switched that on.
const EVERY = 20_000;
const HEARD = "clipdesk-urgent";

class LiveBell extends HTMLElement {
  connectedCallback() {
    this.title0 = document.title;
    this.count = this.querySelector(".count");
    this.timer = setInterval(() => this.ask(), EVERY);
    this.ask();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async ask() {
    let said;
    try {
      const answer = await fetch(this.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      said = await answer.json();
    } catch {
      return; // the desk is away; the page says so where it matters
    }
    this.count.hidden = !said.count;
    this.count.textContent = said.shown;
    document.title = said.count ? `(${said.shown}) ${this.title0}` : this.title0;
    if (said.sounds && said.urgent && said.urgent !== localStorage.getItem(HEARD)) this.sound(said.urgent);
  }

  sound(urgent) {
    const audio = new AudioContext();
    setTimeout(() => audio.close(), 2_000); // a browser has but a few of them
    if (audio.state !== "running") return; // nobody has touched the page yet: the browser keeps it silent
    localStorage.setItem(HEARD, urgent); // no other page of the desk sounds for it again
    for (const start of [0, 0.35]) {
      const tone = audio.createOscillator();
      const level = audio.createGain();
      tone.frequency.value = 880;
      level.gain.setValueAtTime(0.15, audio.currentTime + start);
      level.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + start + 0.3);
      tone.connect(level).connect(audio.destination);
      tone.start(audio.currentTime + start);
      tone.stop(audio.currentTime + start + 0.3);
    }
  }
}

customElements.define("live-bell", LiveBell);
