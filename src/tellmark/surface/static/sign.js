// Only for passkeys, which browsers give to scripts alone: without this file identity is proved another way.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const asked = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  allowCredentials: (options.allowCredentials || []).map((one) => ({ ...one, id: bytes(one.id) })),
});

const answered = (credential) => JSON.stringify({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: {
    clientDataJSON: text(credential.response.clientDataJSON),
    authenticatorData: text(credential.response.authenticatorData),
    signature: text(credential.response.signature),
    userHandle: credential.response.userHandle ? text(credential.response.userHandle) : null,
  },
});

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey], [data-go]")) { part.hidden = false; }
  for (const place of document.querySelectorAll("[data-sign]")) {
    const form = place.querySelector("form");
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) { return; }
      event.preventDefault();
      const failed = place.querySelector("[data-failed]");
      failed.hidden = true;
      try {
        const publicKey = asked(JSON.parse(place.dataset.sign));
        form.elements.answer.value = answered(await navigator.credentials.get({ publicKey }));
        form.requestSubmit();
      } catch {
        failed.hidden = false;
      }
    });
  }
}
