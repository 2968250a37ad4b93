// <ui-time><time datetime="…">5 minutes ago</time></ui-time>: keeps the server's relative time true while the page is open.
const UNITS = [
  ["year", 31557600],
  ["month", 2629800],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const JUST_NOW = 45;

class UiTime extends HTMLElement {
  connectedCallback() {
    this.words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });
    this.timer = setInterval(() => this.refresh(), 30000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  refresh() {
    const time = this.querySelector("time");
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds) || Math.abs(seconds) < JUST_NOW) return;
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length * 1.2) ?? UNITS.at(-1);
    time.textContent = this.words.format(Math.sign(seconds) * Math.max(1, Math.round(Math.abs(seconds) / size)), unit);
  }
}

customElements.define("ui-time", UiTime);
