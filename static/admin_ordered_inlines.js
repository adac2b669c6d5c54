// Ordered rows are moved by dragging or by two buttons, and the move is announced.
// Without this script the user types the order as numbers. The form sends the numbers in both cases.
{
  const groups = () => [...document.querySelectorAll(".inline-group:has(input.order)")]
  const rowsOf = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")]
  const formIndex = (row) => Number(/-(\d+)$/.exec(row.id)[1]) // It does not depend on the order.
  const talkFields = () => document.querySelectorAll("select[name^=appearances-][name$=-item]")
  const isEmpty = (row) =>
    !row.classList.contains("has_original") &&
    [...row.querySelectorAll("input:not([type=hidden], [type=checkbox], .order), textarea, select")].every(
      (field) => !field.value || field.name.endsWith("-item"),
    )
  const languages = document.documentElement.lang.startsWith("en") ? ["en", "sv"] : ["sv", "en"]
  const nameOf = (row) => {
    const titles = languages.map((it) => row.querySelector(`[name$=-title_${it}]`)?.value.trim())
    const chosen = row.querySelector("select.admin-autocomplete option:checked")?.textContent.trim()
    const [kind, label] = ["h3 b", ".inline_label"].map((it) => row.querySelector(it).textContent.trim())
    return titles.find(Boolean) || chosen || (label.startsWith("#") ? kind.replace(":", ` ${label.slice(1)}`) : label)
  }

  // The rows have the same buttons, so each button is named after its row.
  const nameButtons = (group) => {
    for (const row of rowsOf(group)) {
      for (const button of row.querySelectorAll(".order-tools button, .inline-deletelink, .delete input")) {
        const words = button.title || (button.labels?.[0] ?? button).textContent.trim()
        button.ariaLabel = `${words}: ${nameOf(row)}`
      }
    }
  }

  const number = (group) => {
    let next = 0
    rowsOf(group).forEach((row, index) => {
      row.querySelector("input.order").value = isEmpty(row) ? "" : (next += 1)
      const label = row.querySelector(".inline_label")
      if (/^#\d+/.test(label.textContent)) label.textContent = `#${index + 1}`
    })
    if (group.id === "talks-group") nameTalks(rowsOf(group))
    nameButtons(group)
  }

  // Speakers can choose all talks by name in the order shown, also unsaved ones. An empty row is not
  // offered, unless a speaker already has it.
  const numbers = [...(talkFields()[0]?.options ?? [])].map((option) => option.value)
  const nameTalks = (talks) => {
    for (const select of talkFields()) {
      const { value } = select
      const options = talks.flatMap((row, index) => {
        const number = String(formIndex(row) + 1)
        const isOffered = numbers.includes(number) && (number === value || !isEmpty(row))
        return isOffered ? [new Option(`${index + 1}. ${nameOf(row)}`, number)] : []
      })
      select.replaceChildren(select.options[0], ...options)
      select.value = options.some((it) => it.value === value) ? value : ""
    }
  }

  const settle = (group, row) => {
    number(group)
    const rows = rowsOf(group)
    const words = window.gettext("%(name)s is now number %(number)s of %(count)s.")
    const facts = { name: nameOf(row), number: rows.indexOf(row) + 1, count: rows.length }
    window.announce(window.interpolate(words, facts, true))
  }

  const drag = (group, row, handle) => {
    const step = ({ clientY, pointerId }) => {
      const rows = rowsOf(group)
      const [before, after] = [rows[rows.indexOf(row) - 1], rows[rows.indexOf(row) + 1]]
      const middle = (box) => box.top + Math.min(box.height / 2, 60) // Tall rows move early.
      if (before && clientY < middle(before.getBoundingClientRect())) before.before(row)
      else if (after && clientY > middle(after.getBoundingClientRect())) after.after(row)
      handle.setPointerCapture(pointerId) // Moving the row in the page ends the capture.
    }
    const drop = () => {
      handle.onpointermove = null
      if (row.classList.contains("dragged")) settle(group, row)
      row.classList.remove("dragged")
    }
    handle.onpointerdown = (event) => {
      handle.setPointerCapture(event.pointerId)
      row.classList.add("dragged")
      handle.onpointermove = step
    }
    handle.onpointerup = handle.onpointercancel = drop
  }

  const equip = (group, row) => {
    const tool = (tag, name, words, text = "") => {
      const made = Object.assign(document.createElement(tag), { className: name, title: words, textContent: text })
      if (tag === "span") made.setAttribute("aria-hidden", "true")
      else made.type = "button"
      return made
    }
    const tools = Object.assign(document.createElement("span"), { className: "order-tools" })
    const handle = tool("span", "handle", window.gettext("Drag to another place"))
    const up = tool("button", "up", window.gettext("Move up"), "↑")
    const down = tool("button", "down", window.gettext("Move down"), "↓")
    tools.append(handle, up, down)
    row.querySelector("h3").prepend(tools)
    drag(group, row, handle)
    tools.addEventListener("click", ({ target }) => {
      const other = rowsOf(group)[rowsOf(group).indexOf(row) + { up: -1, down: 1 }[target.className]]
      if (other && target === up) other.before(row)
      else if (other) other.after(row)
      else return
      settle(group, row)
      target.focus()
    })
  }

  // Sorts the rows in the page, and keeps them before the element that follows them.
  const arrange = (rows) => rows.length && rows.find((row) => !rows.includes(row.nextElementSibling)).after(...rows)

  // Django renumbers the forms when an unsaved talk is removed. Speakers keep their talks.
  const talkRemoved = (left) => {
    const gone = left.findIndex((row, index) => formIndex(row) !== index)
    const number = (gone < 0 ? left.length : gone) + 1
    for (const select of talkFields()) {
      const value = Number(select.value)
      if (value === number) select.value = ""
      else if (value > number) select.value = String(value - 1)
    }
  }

  // This runs after Django's own script has made its buttons.
  window.django.jQuery(() => {
    for (const group of groups()) {
      const typed = (row) => Number(row.querySelector("input.order").value) || 1e9
      arrange(rowsOf(group).sort((one, other) => typed(one) - typed(other)))
      for (const row of rowsOf(group)) equip(group, row)
      group.classList.add("orderable")
      number(group)
      group.closest("form").addEventListener("submit", () => number(group))
      // The search fields send their events only through jQuery.
      window.django.jQuery(group).on("input change", () => {
        if (group.id === "talks-group") nameTalks(rowsOf(group))
        nameButtons(group)
      })
    }
  })
  document.addEventListener("formset:added", ({ target }) => {
    const group = target.closest(".inline-group.orderable")
    if (!group) return
    equip(group, target)
    number(group)
  })
  document.addEventListener("formset:removed", ({ detail: { formsetName } }) => {
    const group = document.getElementById(`${formsetName}-group`)
    if (!group?.classList.contains("orderable")) return
    // Django renumbers the forms in the order of the page. Until then stored rows must come first.
    const shown = rowsOf(group)
    const sorted = [...shown].sort((one, other) => formIndex(one) - formIndex(other))
    if (formsetName === "talks") talkRemoved(sorted)
    arrange(sorted)
    queueMicrotask(() => {
      arrange(shown)
      number(group)
    })
  })
}
