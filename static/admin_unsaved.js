// Asks before a form is left in which something was written and not saved: the language buttons at
// the top, and every other link, would throw it away.
{
  const form = document.querySelector("#content-main form[method=post]")
  const written = () =>
    JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]))
  // What a server has refused or asked about is not saved, whatever is written after it.
  let saved = document.querySelector(".errornote, .short-notice") ? "" : undefined
  let isSent = false

  // Until somebody touches the page, scripts fill in what is theirs.
  const remember = () => {
    saved ??= written()
  }
  for (const touch of ["pointerdown", "keydown", "focusin"]) document.addEventListener(touch, remember, true)
  window.addEventListener("submit", (event) => {
    if (event.target === form && !event.defaultPrevented) isSent = true
  })
  window.addEventListener("pageshow", () => {
    isSent = false // Back in the history.
  })
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && saved !== undefined && written() !== saved) event.preventDefault()
  })
}
