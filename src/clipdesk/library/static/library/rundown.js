// Items of a rundown are placed by hand where the player of the page stands.

class RundownItems extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-here]");
      const player = document.querySelector("video.player, audio.player");
      if (!button || !player) return;
      const field = button.closest("form").elements[button.dataset.here];
      field.value = RundownItems.typed(player.currentTime);
      field.focus();
    });
  }

  // 65.2 s is 0:01:05.20, as the desk reads it.
  static typed(seconds) {
    const whole = Math.floor(seconds);
    const two = (number) => String(number).padStart(2, "0");
    const part = two(Math.floor((seconds - whole) * 100));
    return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${part}`;
  }
}

customElements.define("rundown-items", RundownItems);
