// Passkeys: fetched only by pages that carry a form with data-passkeys="sign-in", "add" or "use".
//
// The form stays hidden where the browser has no passkeys. What the browser is to be asked is in the JSON script
// named by data-options, or fetched from the form's own address. The answer goes into the field "credential".
export function start() {
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("form[data-passkeys]").forEach(enliven);
}

function enliven(form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.code?.value) return; // a code was typed instead
    event.preventDefault();
    attempt(form);
  });
  if ("passkeysNow" in form.dataset) attempt(form, { silent: true });
}

async function attempt(form, { silent = false } = {}) {
  const trouble = form.querySelector("[data-passkeys-trouble]");
  if (trouble) trouble.hidden = true;
  try {
    const { publicKey } = await options(form);
    const credential = form.dataset.passkeys === "add" ? await create(publicKey) : await get(publicKey);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    delete form.dataset.sentAt; // may be pressed again at once
    if (trouble && !silent) trouble.hidden = false;
  }
}

async function options(form) {
  const script = document.getElementById(form.dataset.options ?? "");
  if (script) return Object.values(JSON.parse(script.textContent))[0];
  const answer = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return (await answer.json()).request_options;
}

async function create(publicKey) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: publicKey.excludeCredentials?.map(known),
    },
  });
  return packed(made, ["clientDataJSON", "attestationObject"]);
}

async function get(publicKey) {
  const used = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: publicKey.allowCredentials?.map(known),
    },
  });
  return packed(used, ["clientDataJSON", "authenticatorData", "signature", "userHandle"]);
}

function packed(credential, names) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(
      names.filter((name) => credential.response[name]).map((name) => [name, text(credential.response[name])]),
    ),
  };
}

const known = (credential) => ({ ...credential, id: bytes(credential.id) });
const bytes = (base64url) =>
  Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
