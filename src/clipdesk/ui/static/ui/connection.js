// <ui-connection hidden>: shows itself when htmx cannot reach the desk, and goes away with the next answer.
class UiConnection extends HTMLElement {
  connectedCallback() {
    document.addEventListener("htmx:sendError", () => {
      this.hidden = false;
    });
    document.addEventListener("htmx:afterOnLoad", () => {
      this.hidden = true;
    });
  }
}

customElements.define("ui-connection", UiConnection);
