// Makes and shows passkeys (WebAuthn). The form holds what is asked; the answer goes back as a field of it.
"use strict";

const octets = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
};
const spelled = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const asked = (options) => {
  const known = (list) => (list || []).map((one) => ({ ...one, id: octets(one.id) }));
  const read = { ...options, challenge: octets(options.challenge) };
  if (options.user) read.user = { ...options.user, id: octets(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = known(options.allowCredentials);
  return read;
};

const answered = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = spelled(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: spelled(credential.rawId), type: credential.type, response });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const say = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  if (!window.PublicKeyCredential) {
    say.textContent = form.dataset.missing;
    continue;
  }
  button.disabled = false; // as it comes it is not: pressed before this has loaded, it would send no answer
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    button.disabled = true;
    say.textContent = form.dataset.waiting;
    try {
      const publicKey = asked(JSON.parse(form.dataset.options));
      const made = form.dataset.passkey === "make";
      const credential = await (made ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
      form.elements.answer.value = answered(credential);
      form.submit();
    } catch (error) {
      say.textContent = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed;
      button.disabled = false;
    }
  });
}
