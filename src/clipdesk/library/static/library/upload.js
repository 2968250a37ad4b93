// Resumable uploads (tus 1.0) in plain JavaScript: one request of at most 8 MB after the other, so that a broken
// connection costs little. Where a file stood is remembered by desk, name, size and date, and the server is asked for
// the offset.

const PART = 8 * 1024 * 1024;
const TRIES = 30;
const TUS = { "Tus-Resumable": "1.0.0" };
const MEANWHILE = [401, 404, 409, 410, 423, 460]; // answers after which it makes sense to look again
const pause = (milliseconds, signal) => new Promise((done) => {
  setTimeout(done, milliseconds);
  signal.addEventListener("abort", done);
});
const encode = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

class UploadFiles extends HTMLElement {
  connectedCallback() {
    this.queue = Promise.resolve();
    this.busy = 0;
    this.list = this.querySelector("[data-list]");
    this.status = this.querySelector("[data-status]");
    const input = this.querySelector("input[type=file]");
    const chosen = () => { this.take([...input.files]); input.value = ""; };
    input.addEventListener("change", chosen);
    chosen(); // before this script had come
    this.over = (event) => event.preventDefault();
    this.drop = (event) => { event.preventDefault(); this.take([...event.dataTransfer.files]); };
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
    const desk = this.dataset.desk || this.querySelector("select").value;
    for (const file of "one" in this.dataset ? files.slice(0, 1) : files) {
      const row = this.row(file);
      const refused = file.size === 0 ? this.dataset.textEmpty : file.size > Number(this.dataset.limit) ? this.dataset.textTooBig : "";
      if (refused) {
        row.end(refused);
      } else {
        this.busy += 1;
        const key = `upload:${this.dataset.station}:${desk}:${file.name}:${file.size}:${file.lastModified}`;
        this.queue = this.queue.then(() => this.send({ file, desk, key, row })).finally(() => { this.busy -= 1; }).then(() => this.hand(row));
      }
    }
  }

  row(file) {
    const item = document.createElement("li");
    item.className = "list-row";
    const main = document.createElement("span");
    main.className = "list-main stack-tight";
    const name = document.createElement("span");
    name.className = "strong";
    name.textContent = file.name;
    const words = document.createElement("span");
    words.textContent = this.dataset.textWaiting;
    const bar = document.createElement("progress");
    bar.max = file.size || 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const stop = document.createElement("button");
    stop.type = "button";
    stop.className = "button button-small";
    stop.textContent = this.dataset.textCancel;
    stop.setAttribute("aria-label", `${this.dataset.textCancel}: ${file.name}`);
    main.append(name, bar, words);
    item.append(main, stop);
    this.list.append(item);
    this.list.hidden = false;
    const row = { item, bar, stopped: false, stopping: new AbortController() };
    row.say = (text) => {
      if (words.textContent === text) return;
      words.textContent = text;
      this.status.textContent = `${file.name}: ${text}`;
    };
    row.end = (text) => { row.say(text); stop.remove(); };
    stop.addEventListener("click", () => { row.stopped = true; row.stopping.abort(); });
    return row;
  }

  async send(job) {
    const { row, key } = job;
    for (let tries = 0; !row.stopped; tries += 1) {
      try {
        const answer = await this.transfer(job, () => { tries = 0; });
        if (answer) this.finished(job, answer);
        if (answer) return;
      } catch (error) {
        if (row.stopped) break;
        if (error.final) { localStorage.removeItem(key); row.end(error.message); return; }
        if (error.name === "NotReadableError" || error.name === "NotFoundError") { row.end(this.dataset.textChanged); return; }
        if (tries >= TRIES) { row.end(this.dataset.textStopped); return; }
        row.say(error.said || this.dataset.textBroken);
        await pause(Math.min(1000 * 2 ** tries, 15000), row.stopping.signal);
      }
    }
    const url = localStorage.getItem(key);
    if (url) await fetch(url, { method: "DELETE", headers: TUS }).catch(() => {});
    localStorage.removeItem(key);
    row.end(this.dataset.textCancelled);
  }

  async transfer({ file, desk, key, row }, progressed) {
    let answer = await this.open(file, desk, key);
    const url = localStorage.getItem(key);
    let offset = Number(answer.headers.get("Upload-Offset"));
    row.say(this.dataset.textSending);
    row.bar.value = offset;
    while (!answer.headers.get("Clipdesk-Recording")) {
      if (row.stopped) return null;
      const headers = { ...TUS, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
      // Read first: a file that is gone then says so, and does not look like a broken connection.
      const body = await file.slice(offset, offset + PART).arrayBuffer();
      answer = await this.ask(url, { method: "PATCH", headers, body, signal: row.stopping.signal });
      offset = Number(answer.headers.get("Upload-Offset"));
      row.bar.value = offset;
      progressed();
    }
    return answer;
  }

  // Go on with the upload that this browser remembers, or open a new one.
  async open(file, desk, key) {
    const known = localStorage.getItem(key);
    if (known) {
      const answer = await fetch(known, { method: "HEAD", headers: TUS });
      if (answer.ok) return answer;
      if (![403, 404, 410].includes(answer.status)) throw this.refusal(answer, {});
    }
    const words = { filename: file.name, station: this.dataset.station, desk };
    const metadata = Object.entries(words).map(([name, value]) => `${name} ${encode(value)}`).join(",");
    const headers = { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": metadata };
    const answer = await this.ask("/uploads/", { method: "POST", headers });
    localStorage.setItem(key, answer.headers.get("Location"));
    return answer;
  }

  async ask(url, options) {
    const answer = await fetch(url, options);
    if (!answer.ok) throw this.refusal(answer, await answer.json().catch(() => ({})));
    return answer;
  }

  refusal(answer, body) {
    const error = new Error(body.error || `${answer.status}`);
    error.final = answer.status >= 400 && answer.status < 500 && !MEANWHILE.includes(answer.status);
    error.said = answer.status === 401 ? this.dataset.textSignedOut : answer.status === 423 || answer.status === 507 ? body.error : "";
    return error;
  }

  finished({ key, row }, answer) {
    localStorage.removeItem(key);
    row.bar.value = row.bar.max;
    row.end(answer.headers.get("Clipdesk-Known") === "1" ? this.dataset.textKnown : this.dataset.textDone);
    const link = document.createElement("a");
    link.href = answer.headers.get("Clipdesk-Recording");
    link.textContent = this.dataset.textOpen;
    row.item.append(link);
    row.received = link.pathname.split("/").at(-2);
  }

  // Inside a form that takes an upload, what was received is sent on with it: its id, as `recording`.
  hand(row) {
    const form = this.closest("form[data-takes-upload]");
    if (!form || !row.received) return;
    form.elements.recording.value = row.received;
    form.requestSubmit();
  }
}

customElements.define("upload-files", UploadFiles);
