// Asks before the user leaves a form with unsaved changes. The language buttons keep the changes: they
// send the form, and the server shows it again unsaved (`keepsTyped`).
{
  const keepsTyped = "keepsTyped" in document.currentScript.dataset
  const form = document.querySelector("#content form[method=post]")
  const written = () =>
    JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]))
  // A form that the server has refused, or asked a question about, is unsaved from the start.
  const isUnsaved = !form.matches(".step") && document.querySelector(".errornote, .short-notice, .unsaved")
  let saved = isUnsaved ? "" : undefined
  let isSent = false

  // Scripts fill in fields until the user first touches the page. These are not changes.
  const remember = () => {
    saved ??= written()
  }
  for (const touch of ["pointerdown", "keydown", "focusin"]) document.addEventListener(touch, remember, true)
  const isChanged = () => saved !== undefined && written() !== saved
  // Without `keepsTyped`, sessionStorage keeps the changes while the language changes.
  const path = `typed:${location.pathname}`
  const fields = () =>
    [...form.elements].filter(({ name, type }) => name && !/^(hidden|password|file|submit|button)$/.test(type))
  const isTicked = ({ type }) => type === "checkbox" || type === "radio"
  const typed = () => fields().map((field) => [field.name, isTicked(field) ? field.checked : field.value])
  const kept = JSON.parse(sessionStorage.getItem(path) ?? "null")
  sessionStorage.removeItem(path)
  if (kept && String(kept.map(([name]) => name)) === String(fields().map(({ name }) => name))) {
    remember()
    fields().forEach((field, place) => {
      field[isTicked(field) ? "checked" : "value"] = kept[place][1]
    })
  }
  document.querySelector("form.language")?.addEventListener("submit", (event) => {
    if (!isChanged()) return
    if (!keepsTyped) {
      sessionStorage.setItem(path, JSON.stringify(typed()))
      isSent = true
      return
    }
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
    isSent = false // The user has returned by the browser's Back button.
  })
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && isChanged()) event.preventDefault()
  })
}
