// A picture of one's own to stand for the clip: brought to the desk, which makes it anew; then it is part of the next
// revision, undone and saved like everything else.

class OwnPicture extends HTMLElement {
  connectedCallback() {
    this.room = this.closest("cutting-room");
    [this.input, this.whole] = ["input[type=file]", "input[type=checkbox]"].map((one) => this.querySelector(one));
    [this.button, this.bar, this.status] = ["button", "progress", "[data-said]"].map((one) => this.querySelector(one));
    this.addEventListener("input", (event) => event.stopPropagation()); // none of these is a field of the clip
    this.input.addEventListener("change", () => { if (this.input.files[0]) this.bring(this.input.files[0]); this.input.value = ""; });
    this.whole.addEventListener("change", () => this.fill());
    this.button.addEventListener("click", () => { this.input.focus(); this.stop(); this.wear(""); });
    this.room.addEventListener("change-of-content", () => this.show());
    this.show();
  }

  show() { this.button.hidden = !this.room.content.picture; }

  wear(picture) {
    this.status.textContent = "";
    this.room.content.picture = picture;
    this.room.change("picture");
  }

  // The file is still at hand on the page on which it was chosen.
  fill() {
    const { picture } = this.room.content;
    if (this.room.coming) this.bring(this.going);
    else if (picture && picture === this.brought) this.bring(this.file);
    else if (picture) this.status.textContent = this.dataset.textAgain;
  }

  // One at a time; until it is there the page is not left without a question (`coming`: whether it came).
  bring(file) {
    const { data } = this.room;
    this.stop();
    this.status.textContent = file.size > data.largest_picture ? data.picture_too_large : this.dataset.textGoing;
    if (file.size > data.largest_picture) return;
    this.going = file;
    this.room.coming = this.take(file);
  }

  stop() {
    this.request?.abort();
    this.bar.hidden = true;
    this.room.coming = undefined;
  }

  async take(file) {
    const said = await this.send(file);
    if (!said) return false; // another one took its place
    this.stop();
    if (said.error) { this.status.textContent = said.error; return false; }
    this.room.data.links.pictures[said.picture] = said.link;
    [this.file, this.brought] = [file, said.picture];
    this.wear(said.picture);
    return true;
  }

  // As cutting-room's `ask`, but it tells how much has gone: a picture may take a minute on a telephone.
  send(file) {
    const [{ dataset, data, form }, body] = [this.room, new FormData()];
    body.append("picture", file);
    if (this.whole.checked) body.append("whole", "1");
    return new Promise((resolve) => {
      const request = (this.request = new XMLHttpRequest());
      request.open("POST", data.urls.picture);
      request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        this.bar.hidden = false;
        if (loaded < total) { this.bar.value = loaded / total; return; }
        this.bar.removeAttribute("value");
        this.status.textContent = this.dataset.textMaking;
      });
      request.addEventListener("abort", () => resolve(null));
      request.addEventListener("error", () => resolve({ error: dataset.textOffline }));
      request.addEventListener("load", () => {
        const isJson = (request.getResponseHeader("content-type") ?? "").startsWith("application/json");
        resolve(isJson ? JSON.parse(request.responseText) : { error: request.status < 500 ? dataset.textSignIn : dataset.textBroken });
      });
      request.send(body);
    });
  }
}

customElements.define("own-picture", OwnPicture);
