// Rows that stand in an order are moved by dragging or by two buttons; what has moved is said.
// Without this script the order is typed as numbers: they are what is sent in either case.
{
  const groups = () => [...document.querySelectorAll(".inline-group:has(input.order)")]
  const rowsOf = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")]
  const place = (row) => Number(/-(\d+)$/.exec(row.id)[1]) // Its place among the forms.
  const numberField = (row) => row.querySelector("input.order")

  const isEmpty = (row) =>
    !row.classList.contains("has_original") &&
    [...row.querySelectorAll("input:not([type=hidden]):not(.order), textarea, select")].every(
      (field) => !field.value || field.type === "checkbox" || field.name.endsWith("-item"),
    )

  const nameOf = (row) => {
    const fields = row.querySelectorAll("[name$=-title_sv], [name$=-title_en]")
    const title = [...fields].map((field) => field.value.trim()).find(Boolean)
    const chosen = row.querySelector("select.admin-autocomplete option:checked")
    return title || chosen?.textContent.trim() || row.querySelector("h3 b").textContent.replace(":", "")
  }

  const number = (group) => {
    let next = 0
    for (const row of rowsOf(group)) {
      numberField(row).value = isEmpty(row) ? "" : (next += 1)
      const label = row.querySelector(".inline_label")
      if (/^#\d+/.test(label.textContent)) label.textContent = `#${rowsOf(group).indexOf(row) + 1}`
    }
    if (group.id === "talks-group") nameTalks()
  }

  // A speaker's talk is chosen by name, also one that is not saved yet, in the order shown.
  const nameTalks = () => {
    const talks = rowsOf(document.getElementById("talks-group"))
    for (const select of document.querySelectorAll("select[name^=appearances-][name$=-item]")) {
      for (const option of [...select.options].slice(1)) option.hidden = true
      talks.forEach((row, index) => {
        const option = select.querySelector(`option[value="${place(row) + 1}"]`)
        if (!option) return
        option.hidden = false
        option.textContent = isEmpty(row) ? `${index + 1}.` : `${index + 1}. ${nameOf(row)}`
        select.append(option)
      })
    }
  }

  const said = (group, row) => {
    const words = window.gettext("%(name)s is now number %(number)s of %(count)s.")
    const rows = rowsOf(group)
    const facts = { name: nameOf(row), number: rows.indexOf(row) + 1, count: rows.length }
    window.announce(window.interpolate(words, facts, true))
  }

  const move = (group, row, by) => {
    const rows = rowsOf(group)
    const other = rows[rows.indexOf(row) + by]
    if (!other) return
    if (by < 0) other.before(row)
    else other.after(row)
    number(group)
    said(group, row)
  }

  const drag = (group, row, handle) => {
    handle.addEventListener("pointerdown", (down) => {
      handle.setPointerCapture(down.pointerId)
      row.classList.add("dragged")
    })
    handle.addEventListener("pointermove", ({ clientY, pointerId }) => {
      if (!handle.hasPointerCapture(pointerId)) return
      const rows = rowsOf(group)
      const here = rows.indexOf(row)
      const middle = (other) => {
        const { top, height } = other.getBoundingClientRect()
        return top + Math.min(height / 2, 60) // Tall rows give way early.
      }
      if (here > 0 && clientY < middle(rows[here - 1])) rows[here - 1].before(row)
      else if (rows[here + 1] && clientY > middle(rows[here + 1])) rows[here + 1].after(row)
      else return
      handle.setPointerCapture(pointerId) // Moving the row lets go of the pointer.
    })
    const drop = () => {
      if (!row.classList.contains("dragged")) return
      row.classList.remove("dragged")
      number(group)
      said(group, row)
    }
    handle.addEventListener("pointerup", drop)
    handle.addEventListener("pointercancel", drop)
  }

  const button = (words, sign, name, press) => {
    const made = document.createElement("button")
    made.type = "button"
    made.className = name
    made.title = words
    made.setAttribute("aria-label", words)
    made.textContent = sign
    made.addEventListener("click", press)
    return made
  }

  const equip = (group, row) => {
    if (row.querySelector(".order-tools")) return
    const tools = document.createElement("span")
    tools.className = "order-tools"
    const handle = document.createElement("span")
    handle.className = "handle"
    handle.title = window.gettext("Drag to another place")
    handle.setAttribute("aria-hidden", "true")
    const up = button(window.gettext("Move up"), "↑", "up", () => {
      move(group, row, -1)
      up.focus()
    })
    const down = button(window.gettext("Move down"), "↓", "down", () => {
      move(group, row, 1)
      down.focus()
    })
    tools.append(handle, up, down)
    row.querySelector("h3").prepend(tools)
    drag(group, row, handle)
  }

  const arrange = (group) => {
    const typed = (row) => Number(numberField(row).value) || Infinity
    const rows = rowsOf(group)
    const sorted = [...rows].sort((one, other) => typed(one) - typed(other) || 0)
    const end = rows.at(-1)?.nextSibling
    for (const row of sorted) end.parentNode.insertBefore(row, end)
    for (const row of rows) equip(group, row)
    group.classList.add("orderable")
    number(group)
  }

  // A speaker follows her talk when one before it is removed.
  const talkRemoved = (left) => {
    const gone = left.findIndex((row, index) => place(row) !== index)
    const number = gone < 0 ? left.length + 1 : gone + 1
    for (const select of document.querySelectorAll("select[name^=appearances-][name$=-item]")) {
      const value = Number(select.value)
      if (value === number) select.value = ""
      else if (value > number) select.value = String(value - 1)
    }
  }

  // After Django's own script has made its buttons.
  window.django.jQuery(() => {
    for (const group of groups()) arrange(group)
    document.addEventListener("input", ({ target }) => {
      if (target.closest("#talks-group")) nameTalks()
    })
    for (const form of document.querySelectorAll("form:has(input.order)")) {
      form.addEventListener("submit", () => groups().forEach(number))
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
    // Django numbers the forms anew as they stand: the stored ones must stand first until then.
    const shown = rowsOf(group)
    const sorted = [...shown].sort((one, other) => place(one) - place(other))
    if (formsetName === "talks") talkRemoved(sorted)
    const end = document.createComment("")
    shown.at(-1)?.after(end)
    for (const row of sorted) end.before(row)
    queueMicrotask(() => {
      for (const row of shown) end.before(row)
      end.remove()
      number(group)
    })
  })
}
