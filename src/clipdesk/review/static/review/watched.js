// The tick "I have watched it" opens once one of the videos has been played through: what was really played is added up, so
// jumping to the end is not enough. Without scripts, and after a refusal that had it ticked, it is open from the start.

const SLACK = 1; // seconds, at most a tenth of the clip: players stop a little before the end

class WatchedCheck extends HTMLElement {
  connectedCallback() {
    const box = this.querySelector("input");
    const hint = this.querySelector("[data-hint]");
    if (box.checked) return;
    box.disabled = true;
    hint.hidden = false;
    for (const video of document.getElementById(this.dataset.videos).querySelectorAll("video")) {
      const look = () => {
        if (!box.disabled || !(this.played(video) >= video.duration - Math.min(SLACK, video.duration / 10))) return;
        box.disabled = false;
        hint.textContent = this.dataset.done;
      };
      video.addEventListener("timeupdate", look);
      video.addEventListener("ended", look);
      video.addEventListener("error", () => { hint.textContent = this.dataset.broken; });
    }
  }

  played(video) {
    let seconds = 0;
    for (let index = 0; index < video.played.length; index += 1) seconds += video.played.end(index) - video.played.start(index);
    return seconds;
  }
}

customElements.define("watched-check", WatchedCheck);
