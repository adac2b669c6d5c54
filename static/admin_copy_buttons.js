// Buttons that copy a text of the page, with headings and links for programs that accept HTML.
{
  const textOf = (element) => element.value ?? element.innerText

  const select = (element) => {
    if (element.select) return element.select()
    const range = document.createRange()
    range.selectNodeContents(element)
    const selection = getSelection()
    selection.removeAllRanges()
    selection.addRange(range)
  }

  const copy = async (element, plain) => {
    const blob = (text, type) => new Blob([text], { type })
    const items = { "text/plain": blob(textOf(plain), "text/plain") }
    if (!element.select) items["text/html"] = blob(element.innerHTML, "text/html")
    try {
      await navigator.clipboard.write([new ClipboardItem(items)])
    } catch { // The page has no HTTPS, or the browser is old.
      select(element)
      document.execCommand("copy")
    }
  }

  for (const button of document.querySelectorAll("button[data-copy]")) {
    const element = document.getElementById(button.dataset.copy)
    const plain = document.getElementById(button.dataset.plain) || element
    const status = document.getElementById("copied")
    const words = button.textContent
    button.hidden = false
    button.addEventListener("click", async () => {
      await copy(element, plain)
      status.textContent = button.textContent = status.dataset.message
      setTimeout(() => { status.textContent = ""; button.textContent = words }, 3000)
    })
  }
}
