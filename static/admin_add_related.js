// Uses the text in a search field as the name in the form of a new record.
{
  const NAMES = { person: "name", venue: "name_sv", organiser: "name_sv", series: "title_sv" }
  const typed = new WeakMap() // the typed text and the value at that time, by select element

  document.addEventListener("input", ({ target }) => {
    if (!target.matches(".select2-search__field")) return
    const select = document.querySelector("select + .select2-container--open")?.previousElementSibling
    if (select) typed.set(select, { words: target.value.trim(), value: select.value })
  })

  // This runs before Django reads the address of the window from the link.
  const addName = ({ target }) => {
    const link = target.closest("a.add-related")
    const select = link?.closest(".related-widget-wrapper")?.querySelector("select")
    const name = NAMES[/(\w+)\/add\//.exec(link?.href)?.[1]]
    if (!select || !name) return
    const address = new URL(link.href)
    address.searchParams.delete(name)
    // After a choice, the text was the search for it.
    const { words, value } = typed.get(select) || {}
    if (words && value === select.value) address.searchParams.set(name, words)
    link.href = address.href
  }
  document.addEventListener("click", addName, true)
}
