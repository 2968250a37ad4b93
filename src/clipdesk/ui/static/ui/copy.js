// <copy-button data-text="…" data-done="Copied">: copies, and says so in the button itself for a moment.
class CopyButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => this.copy());
  }

  async copy() {
    const button = this.querySelector("button");
    try {
      await navigator.clipboard.writeText(this.dataset.text);
    } catch {
      return this.select();
    }
    const label = button.lastChild;
    const before = label.textContent;
    if (before === this.dataset.done) return undefined;
    button.setAttribute("aria-live", "polite");
    label.textContent = this.dataset.done;
    setTimeout(() => {
      label.textContent = before;
    }, 2000);
    return undefined;
  }

  // Plain http to another host has no clipboard: show the text selected, so that Ctrl-C works.
  select() {
    const field = document.createElement(this.dataset.text.includes("\n") ? "textarea" : "input");
    field.readOnly = true;
    field.value = this.dataset.text;
    this.replaceChildren(field);
    field.select();
  }
}

customElements.define("copy-button", CopyButton);
