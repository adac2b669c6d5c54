// Connects the buttons for passkeys with django-allauth's script (mfa/js/webauthn.js). The library's own
// pages do this in inline scripts, which our CSP forbids.
{
  const form = document.querySelector("[data-passkey]")
  const note = form?.querySelector("[role=alert]")
  if (form && window.PublicKeyCredential) {
    form.hidden = false
    const ids = { credential: "passkey-credential", data: "passkey-options" }
    for (const name of ["add", "login", "authenticate"]) ids[name] = "passkey"
    if (document.getElementById("id_passwordless")) ids.passwordless = "id_passwordless"
    window.allauth.webauthn.forms[form.dataset.passkey]({ ids })
    document.getElementById("passkey").addEventListener("click", () => { note.hidden = true })
  }
  // If the user rejects the question of the device, show the alternatives.
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault()
    note.hidden = false
  })
}
