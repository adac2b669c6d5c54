// What was typed in a search field goes along to the form of a new record, as its name.
{
  const NAMES = { person: "name", venue: "name_sv", organiser: "name_sv", series: "title_sv" }
  const typed = new WeakMap() // by the field that is searched for

  document.addEventListener("input", ({ target }) => {
    if (!target.matches(".select2-search__field")) return
    const select = document.querySelector("select + .select2-container--open")?.previousElementSibling
    if (select) typed.set(select, target.value.trim())
  })

  // Before Django opens the window, whose address it reads from the link.
  const pass = ({ target }) => {
    const link = target.closest("a.add-related")
    const select = link?.closest(".related-widget-wrapper")?.querySelector("select")
    const name = NAMES[/(\w+)\/add\//.exec(link?.href)?.[1]]
    if (!select || !name) return
    const address = new URL(link.href)
    address.searchParams.delete(name)
    if (typed.get(select) && !select.value) address.searchParams.set(name, typed.get(select))
    link.href = address.href
  }
  document.addEventListener("click", pass, true)
}
