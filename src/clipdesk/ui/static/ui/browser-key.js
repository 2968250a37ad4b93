// A button that asks the browser for a key: to make one, or to sign with one. What the key answers goes into the form's
// hidden field (`data-field`; else `key`), and the form is sent. What the key is asked stands in `data-options`, or is
// fetched from `data-from` when the button is pressed. Nothing is kept here.

const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const named = (credentials = []) => credentials.map((one) => ({ ...one, id: bytesOf(one.id) }));

const ASK = {
  make: async (options) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytesOf(options.challenge),
        user: { ...options.user, id: bytesOf(options.user.id) },
        excludeCredentials: named(options.excludeCredentials),
      },
    });
    return answer(made, { attestationObject: textOf(made.response.attestationObject) });
  },
  sign: async (options) => {
    const given = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytesOf(options.challenge),
        allowCredentials: named(options.allowCredentials),
      },
    });
    const { authenticatorData, signature, userHandle } = given.response;
    return answer(given, {
      authenticatorData: textOf(authenticatorData),
      signature: textOf(signature),
      ...(userHandle && { userHandle: textOf(userHandle) }),
    });
  },
};

function answer(credential, response) {
  const id = textOf(credential.rawId);
  const clientDataJSON = textOf(credential.response.clientDataJSON);
  return { id, rawId: id, type: credential.type, response: { clientDataJSON, ...response } };
}

class BrowserKey extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.said = this.querySelector("[role=status]");
    this.button.type = "button"; // Enter in a field below is for that field's own button
    this.querySelector("[hidden]")?.removeAttribute("hidden");
    if (!window.PublicKeyCredential) {
      this.button.disabled = true;
      this.said.textContent = this.dataset.missing;
      return;
    }
    this.button.addEventListener("click", (event) => {
      event.preventDefault();
      this.go(this.closest("form"));
    });
  }

  async go(form) {
    const unwatched = form.querySelector("watched-check input:disabled");
    if (unwatched) {
      this.said.textContent = this.dataset.unwatched;
      unwatched.closest("watched-check").scrollIntoView({ block: "center" });
      return;
    }
    if (!form.reportValidity()) return;
    this.button.disabled = true;
    this.said.textContent = this.dataset.asking;
    try {
      const answered = await ASK[this.dataset.ask](await this.options());
      form.elements[this.dataset.field ?? "key"].value = JSON.stringify(answered);
    } catch (error) {
      // Cancelled, timed out, no key at hand: browsers say the same for all of them, so that pages learn nothing.
      this.button.disabled = false;
      this.said.textContent = error.name === "InvalidStateError" ? this.dataset.known : this.dataset.nothing;
      return;
    }
    form.submit();
  }

  async options() {
    if (!this.dataset.from) return JSON.parse(this.dataset.options);
    const told = await fetch(this.dataset.from, { headers: { Accept: "application/json" } });
    if (!told.ok) throw new Error(`status ${told.status}`);
    return told.json();
  }
}

customElements.define("browser-key", BrowserKey);
