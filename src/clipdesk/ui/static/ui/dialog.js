// <ui-dialog> opens its <dialog> for any [data-opens="<id>"], closes it for [data-closes] inside it, and opens it at once
// when the page came back with a field error in it. The browser gives Escape, the focus trap and the way back.
class UiDialog extends HTMLElement {
  connectedCallback() {
    this.opener = (event) => {
      const button = event.target.closest?.("[data-opens]");
      if (button && button.dataset.opens === this.dialog?.id) {
        event.preventDefault();
        this.dialog.showModal();
      }
    };
    document.addEventListener("click", this.opener);
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-closes]") || event.target === this.dialog) this.dialog.close();
    });
    if (this.dialog?.querySelector("[aria-invalid='true'], [role='alert']")) this.dialog.showModal();
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.opener);
  }

  get dialog() {
    return this.querySelector("dialog");
  }
}

customElements.define("ui-dialog", UiDialog);
