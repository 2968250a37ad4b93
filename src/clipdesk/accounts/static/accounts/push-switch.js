// <push-switch data-key data-asking data-refused data-failed data-missing>: around a form; asks the browser for leave to show
// notices, puts its subscription into the form's field, and sends the form.
const PATIENCE = 30_000; // without a way to its maker's push service a browser tries on without end

class PushSwitch extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[role=status]");
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
      this.status.textContent = this.dataset.missing;
      return;
    }
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => {
      if (this.form.elements.subscription.value) return;
      event.preventDefault();
      this.subscribe();
    });
  }

  async subscribe() {
    if ((await Notification.requestPermission()) !== "granted") {
      this.status.textContent = this.dataset.refused;
      return;
    }
    this.status.textContent = this.dataset.asking;
    try {
      await navigator.serviceWorker.register("/push-worker.js");
      const { pushManager } = await navigator.serviceWorker.ready;
      const asked = { userVisibleOnly: true, applicationServerKey: this.dataset.key };
      await (await pushManager.getSubscription())?.unsubscribe(); // it may be another key's
      const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
      const subscription = await Promise.race([pushManager.subscribe(asked), late]);
      this.form.elements.subscription.value = JSON.stringify(subscription);
    } catch {
      this.status.textContent = this.dataset.failed;
      return;
    }
    this.form.submit();
  }
}

customElements.define("push-switch", PushSwitch);
