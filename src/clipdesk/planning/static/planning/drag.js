// <plan-board>: what can be moved is dragged onto a day, or onto a person's day. The server moves it, by the same form that
// everybody else fills in: without a mouse, without JavaScript, on a phone. What cannot be decided by a drag (one day of an
// event, or all that follow) is asked on that form.

class PlanBoard extends HTMLElement {
  #dragged = null;

  connectedCallback() {
    this.addEventListener("dragstart", (event) => this.#take(event));
    this.addEventListener("dragover", (event) => this.#over(event));
    this.addEventListener("dragleave", (event) => this.#mark(event.target.closest?.("[data-on]"), false));
    this.addEventListener("drop", (event) => this.#drop(event));
    this.addEventListener("dragend", () => this.#leave());
  }

  #take(event) {
    this.#dragged = event.target.closest?.("[data-move]") ?? null;
    if (!this.#dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.#dragged.textContent.trim());
    this.#dragged.classList.add("is-dragged");
  }

  #over(event) {
    const place = this.#place(event);
    if (!place) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    this.#mark(place, true);
  }

  #drop(event) {
    const place = this.#place(event);
    const dragged = this.#dragged;
    if (!place) return;
    event.preventDefault();
    this.#leave();
    const here = location.pathname + location.search;
    if (dragged.hasAttribute("data-asks")) {
      const way = new URL(dragged.dataset.move, location.origin);
      way.searchParams.set("to", place.dataset.on);
      way.searchParams.set("next", here);
      location.assign(way);
      return;
    }
    this.#send(dragged.dataset.move, {
      on: place.dataset.on,
      next: here,
      ...(dragged.dataset.at ? { at: dragged.dataset.at } : {}),
      ...("person" in place.dataset && "person" in dragged.dataset ? { person: place.dataset.person } : {}),
    });
  }

  // Where something may be dropped: on a day that it is not on yet.
  #place(event) {
    const place = event.target.closest?.("[data-on]");
    return place && this.#dragged && place !== this.#dragged.closest("[data-on]") ? place : null;
  }

  #send(way, said) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = way;
    form.hidden = true;
    form.append(this.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
    for (const [name, value] of Object.entries(said)) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }

  #mark(place, on) {
    place?.classList.toggle("is-over", on);
  }

  #leave() {
    this.#dragged?.classList.remove("is-dragged");
    this.#dragged = null;
    for (const place of this.querySelectorAll(".is-over")) this.#mark(place, false);
  }
}

customElements.define("plan-board", PlanBoard);
