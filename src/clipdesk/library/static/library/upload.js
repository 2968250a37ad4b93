// Resumable uploads (tus 1.0) in plain JavaScript: one request of at most 8 MB after the other, so that a broken
// connection costs little. Where a file stood is remembered by name, size and date, and the server is asked for the offset.

const PART = 8 * 1024 * 1024;
const TUS = { "Tus-Resumable": "1.0.0" };
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const encode = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

class UploadFiles extends HTMLElement {
  connectedCallback() {
    this.queue = Promise.resolve();
    this.list = this.querySelector("ul");
    const input = this.querySelector("input[type=file]");
    input.addEventListener("change", () => { this.take(input.files); input.value = ""; });
    this.over = (event) => event.preventDefault();
    this.drop = (event) => { event.preventDefault(); this.take(event.dataTransfer.files); };
    document.addEventListener("dragover", this.over);
    document.addEventListener("drop", this.drop);
    this.leave = (event) => { if (this.busy) event.preventDefault(); };
    addEventListener("beforeunload", this.leave);
  }

  disconnectedCallback() {
    document.removeEventListener("dragover", this.over);
    document.removeEventListener("drop", this.drop);
    removeEventListener("beforeunload", this.leave);
  }

  take(files) {
    for (const file of files) {
      const row = this.row(file);
      if (file.size > Number(this.dataset.limit)) row.say(this.dataset.textTooBig);
      else this.queue = this.queue.then(() => this.send(file, row));
    }
  }

  row(file) {
    const item = document.createElement("li");
    item.className = "list-row";
    const main = document.createElement("span");
    main.className = "list-main";
    const name = document.createElement("span");
    name.className = "strong";
    name.textContent = file.name;
    const words = document.createElement("span");
    words.textContent = this.dataset.textWaiting;
    const bar = document.createElement("progress");
    bar.max = file.size;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const stop = document.createElement("button");
    stop.type = "button";
    stop.className = "button button-small";
    stop.textContent = this.dataset.textCancel;
    main.append(name, bar, words);
    item.append(main, stop);
    this.list.append(item);
    const row = { item, bar, stop, stopped: false, say: (text) => { words.textContent = text; } };
    stop.addEventListener("click", () => { row.stopped = true; });
    return row;
  }

  async send(file, row) {
    const key = `upload:${this.dataset.station}:${file.name}:${file.size}:${file.lastModified}`;
    this.busy = true;
    for (let tries = 0; !row.stopped; tries += 1) {
      try {
        const url = await this.open(file, key);
        const page = await this.parts(file, url, row, () => { tries = 0; });
        if (page) { localStorage.removeItem(key); this.finished(row, page); }
        break;
      } catch (error) {
        if (error.final || tries > 30) { row.say(error.message); localStorage.removeItem(key); break; }
        row.say(this.dataset.textBroken);
        await pause(Math.min(1000 * 2 ** tries, 15000));
      }
    }
    if (row.stopped) {
      const url = localStorage.getItem(key);
      if (url) await fetch(url, { method: "DELETE", headers: TUS }).catch(() => {});
      localStorage.removeItem(key);
      row.say(this.dataset.textCancelled);
    }
    row.stop.remove();
    this.busy = false;
  }

  async open(file, key) {
    const known = localStorage.getItem(key);
    if (known && (await fetch(known, { method: "HEAD", headers: TUS })).ok) return known;
    const desk = this.querySelector("select").value;
    const words = { filename: file.name, station: this.dataset.station, desk };
    const metadata = Object.entries(words).map(([name, value]) => `${name} ${encode(value)}`).join(",");
    const headers = { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": metadata };
    const answer = await fetch("/uploads/", { method: "POST", headers });
    if (!answer.ok) throw await this.refusal(answer);
    const url = answer.headers.get("Location");
    localStorage.setItem(key, url);
    return url;
  }

  async parts(file, url, row, progressed) {
    const head = await fetch(url, { method: "HEAD", headers: TUS });
    if (!head.ok) throw await this.refusal(head);
    let offset = Number(head.headers.get("Upload-Offset"));
    let page = head.headers.get("Clipdesk-Recording");
    row.say(this.dataset.textSending);
    while (offset < file.size && !row.stopped) {
      row.bar.value = offset;
      const headers = { ...TUS, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
      const answer = await fetch(url, { method: "PATCH", headers, body: file.slice(offset, offset + PART) });
      if (!answer.ok) throw await this.refusal(answer);
      offset = Number(answer.headers.get("Upload-Offset"));
      page = answer.headers.get("Clipdesk-Recording");
      progressed();
    }
    row.bar.value = offset;
    return page;
  }

  async refusal(answer) {
    const said = await answer.json().catch(() => ({}));
    const error = new Error(said.error || `${answer.status}`);
    error.final = answer.status >= 400 && answer.status < 500 && ![409, 423, 460, 404, 410].includes(answer.status);
    return error;
  }

  finished(row, page) {
    row.say(this.dataset.textDone);
    const link = document.createElement("a");
    link.href = page;
    link.textContent = this.dataset.textOpen;
    row.item.append(link);
  }
}

customElements.define("upload-files", UploadFiles);
