// A chosen series fills in empty fields with the values that its events have in common. The end
// moves with the start. Without this script the server does the same on saving.
{
  const field = (name) => document.getElementById(`id_${name}`)
  const $ = window.django.jQuery
  const source = document.getElementById("series-defaults")

  // Returns a local time as a number of milliseconds.
  const milliseconds = (day, time) => (time ? Date.parse(`${day || "1970-01-01"}T${time}Z`) : NaN)
  const start = () => milliseconds(field("starts_at_0").value, field("starts_at_1").value)
  const end = () => milliseconds(field("ends_at_0").value || field("starts_at_0").value, field("ends_at_1").value)

  let length = NaN // milliseconds from start to end; for a new event those of the series

  const moveEnd = () => {
    if (Number.isNaN(start()) || Number.isNaN(length)) return
    const [day, time] = new Date(start() + length).toISOString().split("T")
    const before = field("ends_at_1").value
    field("ends_at_1").value = time.slice(0, 5)
    const today = field("starts_at_0").value
    if (field("ends_at_0").value || (today && day !== today)) field("ends_at_0").value = today && day
    if (before === field("ends_at_1").value) return
    const words = window.gettext("The end is now %(time)s.")
    window.announce(window.interpolate(words, { time: time.slice(0, 5) }, true))
  }

  const choose = (select, { id, text }) => {
    select.append(new Option(text, id, true, true))
    $(select).trigger("change")
  }

  const labelOf = (element) => element.labels[0].textContent.trim().replace(/:$/, "")

  const fillLanguages = (codes) => {
    const boxes = [...document.querySelectorAll("[name=spoken_languages]")]
    if (boxes.some((box) => box.checked)) return null
    for (const box of boxes) box.checked = codes.includes(box.value)
    return document.querySelector(".field-spoken_languages label").textContent.replace(":", "").trim()
  }

  const fillKind = (kind) => {
    const element = field("kind")
    const untouched = element.selectedOptions[0]?.defaultSelected
    if (!/\/add\/$/.test(location.pathname) || !untouched || element.value === kind) return null
    element.value = kind
    return labelOf(element)
  }

  const isOnline = () => document.querySelector("[name=attendance_mode][value=online]").checked

  const fillField = (name, value) => {
    if (/^(venue$|entrance_|room_)/.test(name) && isOnline()) return null
    if (name === "kind") return fillKind(value)
    if (name === "spoken_languages") return fillLanguages(value.split(","))
    const element = field(name)
    if (!element || element.value) return null
    if (element.matches("select.admin-autocomplete")) choose(element, value)
    else element.value = value
    return labelOf(element)
  }

  const fillOrganisers = (organisers) => {
    const group = document.getElementById("organiser_links-group")
    const selects = () => [...group.querySelectorAll("select.admin-autocomplete:not([name*=__prefix__])")]
    if (!organisers.length || selects().some((select) => select.value)) return null
    organisers.forEach((organiser, index) => {
      if (!selects()[index]) group.querySelector(".add-row a").click()
      choose(selects()[index], organiser)
    })
    return group.querySelector(".inline-heading").textContent.trim()
  }

  // Tells the server not to fill in fields that the user has emptied again.
  const markFilled = (series) => {
    const form = field("series").form
    const input = form.elements._filled_from || document.createElement("input")
    Object.assign(input, { type: "hidden", name: "_filled_from", value: series })
    form.append(input)
  }

  let numbered = "" // the number that was filled in

  const fetchDefaults = async (series) => {
    const day = field("starts_at_0").value
    const path = new URL(source.dataset.path, location.href)
    path.searchParams.set("series", series)
    path.searchParams.set("year", day.slice(0, 4))
    const answer = await fetch(path)
    return answer.ok ? answer.json() : null
  }

  const fill = async () => {
    const series = field("series").value
    const defaults = series ? await fetchDefaults(series) : null
    if (!defaults || series !== field("series").value) return
    if (Number.isNaN(length) && defaults.minutes) length = defaults.minutes * 60000
    if (field("number").value === numbered) field("number").value = numbered = ""
    const done = Object.entries(defaults.fields).map(([name, value]) => fillField(name, value))
    if (done.includes(labelOf(field("number")))) numbered = field("number").value
    done.push(fillOrganisers(defaults.organisers))
    if (!field("ends_at_1").value) moveEnd()
    markFilled(series)
    const filled = done.filter(Boolean)
    if (!filled.length) return
    const words = window.gettext("Filled in from the series: %(fields)s.")
    window.announce(window.interpolate(words, { fields: filled.join(", ") }, true), field("series"))
  }

  // The number counts the events of a year, so it depends on the date.
  const renumber = async () => {
    const series = field("series").value
    if (!series || field("number").value !== numbered) return
    const defaults = await fetchDefaults(series)
    if (!defaults || field("number").value !== numbered) return
    numbered = field("number").value = defaults.fields.number || ""
  }

  $(() => {
    if (!source || !field("series")) return
    length = end() - start()
    $(field("series")).on("change", fill)
    for (const name of ["starts_at_0", "starts_at_1"]) field(name).addEventListener("change", moveEnd)
    field("starts_at_0").addEventListener("change", renumber)
    for (const name of ["ends_at_0", "ends_at_1"]) {
      field(name).addEventListener("change", () => (length = end() - start()))
    }
  })
}
