// Uses the text in a search field as the name in the form of a new record.
{
  const NAMES = { person: "name", venue: "name_sv", organiser: "name_sv", series: "title_sv" }
  const typed = new WeakMap() // the typed text by select element

  document.addEventListener("input", ({ target }) => {
    if (!target.matches(".select2-search__field")) return
    const select = document.querySelector("select + .select2-container--open")?.previousElementSibling
    if (select) typed.set(select, target.value.trim())
  })

  // This runs before Django reads the address of the window from the link.
  const addName = ({ target }) => {
    const link = target.closest("a.add-related")
    const select = link?.closest(".related-widget-wrapper")?.querySelector("select")
    const name = NAMES[/(\w+)\/add\//.exec(link?.href)?.[1]]
    if (!select || !name) return
    const address = new URL(link.href)
    address.searchParams.delete(name)
    if (typed.get(select) && !select.value) address.searchParams.set(name, typed.get(select))
    link.href = address.href
  }
  document.addEventListener("click", addName, true)
}
