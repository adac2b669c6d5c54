// Lets the buttons for passkeys work. The ceremony itself is django-allauth's (mfa/js/webauthn.js); what
// its own pages write into inline scripts, which our policy forbids, stands here.
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
  // Whoever turns the device's question down is told what else can be done.
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault()
    note.hidden = false
  })
}
