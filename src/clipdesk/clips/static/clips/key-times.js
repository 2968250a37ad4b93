// The keys of the window that a hand has set, moved in time: each is a handle at the head of the timeline, dragged or moved
// with the arrow keys, and the one at the shown frame has a field with its frame. A key stays in its shot and never comes
// to or past its neighbour; where the window stands at it stays as it was. Where keys lie too close to be hit, some have no
// handle until the timeline comes closer; the field is there for each.

const STILL = 3; // pixels a pointer may tremble when it only chooses
const APART = 24; // pixels between handles, as WCAG 2.2 wants targets to be

class KeyTimes extends HTMLElement {
  connectedCallback() {
    Promise.all(["cutting-room", "framing-keys", "cut-timeline"].map((name) => customElements.whenDefined(name))).then(() => this.begin());
  }

  begin() {
    this.room = this.closest("cutting-room");
    this.keys = this.closest("framing-keys");
    this.timeline = this.room.querySelector("cut-timeline");
    this.field = this.querySelector("input");
    this.handles = new Map();
    this.row = document.createElement("div");
    this.row.className = "key-handles";
    this.row.setAttribute("role", "group");
    this.row.setAttribute("aria-label", this.dataset.textKeys);
    this.timeline.track.append(this.row);
    this.timeline.addEventListener("placed", () => this.placeSoon());
    this.room.addEventListener("frame", () => this.show());
    this.room.addEventListener("change-of-content", () => this.show());
    this.field.addEventListener("input", (event) => event.stopPropagation()); // no field of the clip's form
    this.field.addEventListener("change", () => this.typed());
    this.field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); this.typed(); } });
    this.row.addEventListener("pointerdown", (event) => this.press(event));
    this.row.addEventListener("keydown", (event) => this.key(event));
    this.row.addEventListener("focusin", (event) => this.look(event.target));
    this.placeSoon();
    this.show();
  }

  get shots() { return this.keys.window?.framing.shots ?? []; }
  frameOf(one) { return this.room.frameOf(one.at ?? one.start); }

  // The first frame of a shot, and the one behind its last.
  within(number) {
    const next = this.shots[number + 1];
    return [number ? this.frameOf(this.shots[number]) : 0, next ? this.frameOf(next) : this.room.frames];
  }

  // All keys by hand that count, as [shot, number, frame].
  get all() {
    return this.shots.flatMap((shot, place) => {
      if (shot.mode !== "crop" || !this.keys.byHand(shot)) return [];
      const [begin, end] = this.within(place);
      return shot.keys.map((key, number) => [place, number, this.frameOf(key)]).filter(([, , frame]) => frame >= begin && frame < end);
    });
  }

  // Between which frames a key can lie, both included.
  limits(place, number) {
    const { keys } = this.shots[place];
    const [begin, end] = this.within(place);
    const low = number ? Math.max(begin, this.frameOf(keys[number - 1]) + 1) : begin;
    return [low, number + 1 < keys.length ? Math.min(end, this.frameOf(keys[number + 1])) - 1 : end - 1];
  }

  // Bring a key to a frame, or as near as it can come; goesOn: of one drag, which is one step of undo.
  move(place, number, frame, goesOn = false) {
    const { keys } = this.shots[place];
    const [low, high] = this.limits(place, number);
    const to = Math.max(low, Math.min(high, frame));
    this.room.player.stop();
    const moves = to !== this.frameOf(keys[number]) && low <= high;
    if (moves) {
      keys[number].at = this.room.timeOf(to);
      this.keys.set.add(this.keys.name(keys[number]));
      for (const near of [number - 1, number, number + 1]) this.keys.pace(keys, near);
      this.room.change(`key-time-${this.room.shape}-${place}-${number}`, goesOn);
    }
    this.room.player.seek(to);
    return moves;
  }

  // The field of the key at the frame that is shown.
  show() {
    if (!this.room.media.paused) return; // nothing comes and goes while pictures fly by
    const { shot } = this.keys;
    const number = shot ? this.keys.at(shot) : -1;
    this.hidden = number < 0 || this.keys.hidden;
    if (this.hidden) return;
    const [low, high] = this.limits(this.keys.window.shotNumber, number);
    Object.assign(this.field, { min: low, max: high });
    if (document.activeElement !== this.field || this.field.dataset.key !== this.keys.name(shot.keys[number])) this.field.value = this.frameOf(shot.keys[number]);
    this.field.dataset.key = this.keys.name(shot.keys[number]);
  }

  typed() {
    const { shot } = this.keys;
    const [number, frame] = [shot ? this.keys.at(shot) : -1, this.field.valueAsNumber];
    if (number < 0) return;
    if (Number.isFinite(frame)) this.move(this.keys.window.shotNumber, number, Math.round(frame));
    const now = shot.keys[number];
    this.field.value = this.frameOf(now); // as near as it could come
  }

  placeSoon() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.place());
  }

  // The keys in view that have room for a handle: the one that is held first, then in the order of time.
  get shown() {
    const { view, track, length } = this.timeline;
    const held = document.activeElement?.closest?.(".key-handle")?.dataset;
    const inView = this.all.filter(([, , frame]) => frame >= view[0] && frame < view[1]);
    const isHeld = ([place, number]) => held?.place === String(place) && held.number === String(number);
    const taken = [];
    for (const one of [...inView.filter(isHeld), ...inView]) {
      const apart = taken.every((other) => (Math.abs(other[2] - one[2]) * track.clientWidth) / length >= APART);
      if (apart) taken.push(one);
    }
    return taken;
  }

  // Handles that stay are kept, with the focus and the pointer.
  place() {
    if (!this.timeline.view) return;
    const shown = this.keys.hidden ? [] : this.shown;
    const names = new Set(shown.map(([place, number]) => `${place} ${number}`));
    for (const [name, handle] of this.handles) if (!names.has(name)) { handle.remove(); this.handles.delete(name); }
    shown.forEach(([place, number, frame]) => {
      const name = `${place} ${number}`;
      const handle = this.handles.get(name) ?? this.made();
      this.handles.set(name, handle);
      Object.assign(handle.dataset, { place, number });
      handle.style.insetInlineStart = `${this.timeline.share(frame)}%`;
      const [low, high] = this.limits(place, number);
      const label = this.dataset.textKey.replace("{number}", number + 1).replace("{shot}", place + 1);
      for (const [name, text] of Object.entries({ label, valuemin: low, valuemax: high, valuenow: frame, valuetext: this.room.player.timecode(frame) }))
        if (handle.getAttribute(`aria-${name}`) !== String(text)) handle.setAttribute(`aria-${name}`, text);
    });
    this.row.hidden = !shown.length;
    this.order();
  }

  // Tab goes from key to key in the order of time.
  order() {
    const inOrder = [...this.handles.values()].sort((one, other) => one.ariaValueNow - other.ariaValueNow);
    inOrder.forEach((handle, index) => { if (this.row.children[index] !== handle && handle !== document.activeElement) this.row.insertBefore(handle, this.row.children[index] ?? null); });
  }

  made() {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "key-handle";
    handle.setAttribute("role", "slider");
    this.row.append(handle);
    return handle;
  }

  held(handle) {
    const [place, number] = [Number(handle.dataset.place), Number(handle.dataset.number)];
    return [place, number, this.frameOf(this.shots[place].keys[number])];
  }

  // Whoever comes to a handle sees the frame that it stands for.
  look(handle) {
    const [, , frame] = this.held(handle);
    this.room.player.stop();
    if (this.room.player.frame !== frame) this.room.player.seek(frame);
  }

  press(event) {
    const handle = event.target.closest("button");
    if (!handle || event.button > 0) return;
    event.preventDefault();
    event.stopPropagation();
    handle.focus();
    const [place, number, from] = this.held(handle);
    let [dragged, changed] = [false, false];
    const follow = (next) => {
      dragged ||= Math.abs(next.clientX - event.clientX) > STILL;
      if (!dragged) return;
      const at = from + Math.round(((next.clientX - event.clientX) * this.timeline.length) / this.timeline.track.clientWidth);
      changed = this.move(place, number, next.altKey ? at : this.timeline.snapped(at), changed) || changed;
    };
    this.row.setPointerCapture(event.pointerId);
    this.timeline.pressed = true;
    const end = new AbortController();
    const options = { signal: end.signal };
    this.row.addEventListener("pointermove", follow, options);
    for (const done of ["pointerup", "pointercancel"]) this.row.addEventListener(done, () => { end.abort(); this.timeline.pressed = false; }, options);
  }

  key(event) {
    const handle = event.target.closest("button");
    if (!handle || event.ctrlKey || event.metaKey || event.altKey) return;
    const second = Math.round(this.room.fps);
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -second, PageUp: second };
    const step = (steps[event.key] ?? 0) * (event.shiftKey && event.key.startsWith("Arrow") ? second : 1);
    if (!step) return;
    event.preventDefault();
    const [place, number, frame] = this.held(handle);
    this.move(place, number, frame + step);
  }
}

customElements.define("key-times", KeyTimes);
