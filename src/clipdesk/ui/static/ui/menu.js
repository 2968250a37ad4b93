// <ui-menu><details>…</details></ui-menu>: Escape and a click elsewhere close the menu. Without scripts <details> works alone.
class UiMenu extends HTMLElement {
  connectedCallback() {
    this.outside = (event) => {
      if (!this.contains(event.target)) this.close();
    };
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.details?.open) {
        event.stopPropagation();
        this.close();
        this.details.querySelector("summary").focus();
      }
    });
    this.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.contains(event.relatedTarget)) this.close();
    });
    document.addEventListener("click", this.outside);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.outside);
  }

  get details() {
    return this.querySelector("details");
  }

  close() {
    if (this.details) this.details.open = false;
  }
}

customElements.define("ui-menu", UiMenu);
