// How loud the recording is: the level at the frame that is shown, and the line that the timeline draws over the sound.
// The desk gives a byte for each tenth of a second: (LUFS + 70) × 3, of the 400 ms around it.

const PER_SECOND = 10;
const LOWEST = -60; // LUFS at the foot of the timeline; 0 at its head

class CutLoudness extends HTMLElement {
  connectedCallback() {
    customElements.whenDefined("cutting-room").then(() => this.begin());
  }

  async begin() {
    this.room = this.closest("cutting-room");
    const answer = await fetch(this.room.data.urls.loudness).catch(() => null);
    const bytes = answer?.headers.get("content-type") === "application/octet-stream" ? await answer.arrayBuffer() : new ArrayBuffer(0);
    this.levels = Float32Array.from(new Uint8Array(bytes), (step) => step / 3 - 70);
    this.hidden = !this.levels.length;
    if (this.hidden) return;
    this.room.addEventListener("frame", (event) => this.tell(event.detail));
    this.tell(this.room.player.frame);
    this.room.querySelector("cut-timeline").drawSoon();
  }

  tell(frame) {
    const level = this.loudest((frame + 0.5) / this.room.fps);
    const text = level > LOWEST ? this.dataset.text.replace("{level}", Math.round(level).toString().replace("-", "−")) : this.dataset.textSilent;
    if (this.textContent !== text) this.textContent = text;
  }

  loudest(from, to = from) {
    let [place, most] = [Math.round(from * PER_SECOND), -70];
    do { most = Math.max(most, this.levels[place] ?? -70); place += 1; } while (place < to * PER_SECOND);
    return most;
  }

  // The line over `box`, from `top` down, of the frames in view.
  draw(paint, box, top, [first, end], ink) {
    if (!this.levels?.length) return;
    const [begin, perPixel] = [first / this.room.fps, (end - first) / this.room.fps / box.width];
    paint.strokeStyle = ink;
    paint.lineWidth = 1.5;
    paint.beginPath();
    for (let x = 0; x < box.width; x += 1) {
      const level = this.loudest(begin + x * perPixel, begin + (x + 1) * perPixel);
      paint.lineTo(x, box.height - (1 - Math.min(1, level / LOWEST)) * (box.height - top));
    }
    paint.stroke();
  }
}

customElements.define("cut-loudness", CutLoudness);
