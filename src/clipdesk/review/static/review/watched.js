// The tick "I have watched it" opens once one of the videos has been played to its end. Without scripts it is always open.

class WatchedCheck extends HTMLElement {
  connectedCallback() {
    const box = this.querySelector("input");
    const hint = document.createElement("p");
    hint.className = "quiet";
    hint.textContent = this.dataset.text;
    this.append(hint);
    box.disabled = true;
    for (const video of document.querySelectorAll("video[data-watch]")) {
      video.addEventListener("ended", () => { box.disabled = false; hint.remove(); });
    }
  }
}

customElements.define("watched-check", WatchedCheck);
