// Asks before a form is left in which something was written and not saved: every link would throw it
// away. The language buttons send the form, to be shown again as it is, where the server does so.
{
  const keepsTyped = "keepsTyped" in document.currentScript.dataset
  const form = document.querySelector("#content form[method=post]")
  const written = () =>
    JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]))
  // What a server has refused or asked about is not saved, whatever is written after it.
  const isUnsaved = !form.matches(".step") && document.querySelector(".errornote, .short-notice, .unsaved")
  let saved = isUnsaved ? "" : undefined
  let isSent = false

  // Until somebody touches the page, scripts fill in what is theirs.
  const remember = () => {
    saved ??= written()
  }
  for (const touch of ["pointerdown", "keydown", "focusin"]) document.addEventListener(touch, remember, true)
  const isChanged = () => saved !== undefined && written() !== saved
  document.querySelector("form.language")?.addEventListener("submit", (event) => {
    if (!keepsTyped || !isChanged()) return
    event.preventDefault()
    const { value } = event.submitter
    const button = Object.assign(document.createElement("button"), { name: "_language", value, hidden: true })
    form.append(button)
    form.requestSubmit(button)
  })
  window.addEventListener("submit", (event) => {
    if (event.target === form && !event.defaultPrevented) isSent = true
  })
  window.addEventListener("pageshow", () => {
    isSent = false // Back in the history.
  })
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && isChanged()) event.preventDefault()
  })
}
