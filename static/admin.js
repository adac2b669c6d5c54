// What the admin's two larger widgets lack: names for those who hear the form, and Swedish.
// `gettext` comes from the admin's jsi18n/, in the language of the person who signed in.
// It listens before the text editor's modules run, so it is no module itself.
{
  const labelOf = (field) => field.labels[0].textContent.trim().replace(/:$/, "")

  // A widget in the place of a field has the field's messages too.
  const tie = (widget, field) => {
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (field.hasAttribute(name)) widget.setAttribute(name, field.getAttribute(name))
    }
  }

  const nameSearchFields = (part) => {
    for (const select of part.querySelectorAll("select.admin-autocomplete")) {
      for (const field of select.parentElement.querySelectorAll(".select2-selection, [id$=-container]")) {
        field.removeAttribute("aria-labelledby") // It names the field by what was chosen.
        field.setAttribute("aria-label", labelOf(select))
        tie(field, select)
      }
    }
  }
  // After the search fields have been made, which waits for jQuery too.
  window.django.jQuery(() => nameSearchFields(document))
  document.addEventListener("formset:added", ({ target }) => nameSearchFields(target))

  // An address made from a name is as the server makes it: "/" is between words, and "đ" is "d".
  const urlify = window.URLify
  if (urlify) {
    window.URLify = (name, ...more) => {
      const words = name.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}_'’]+/gu, " ")
      return urlify(words.replace(/đ/gi, "d").replace(/œ/gi, "oe"), ...more)
    }
  }

  const translate = (box) => {
    for (const button of box.querySelectorAll(".prose-menubar [title]")) {
      const words = window.gettext(button.title)
      if (words !== button.title) {
        button.title = words
        button.setAttribute("aria-label", words)
      }
    }
    for (const option of box.querySelectorAll(".prose-menubar [data-name] > *")) {
      const words = window.gettext(option.textContent)
      if (words !== option.textContent) option.textContent = words
    }
  }

  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    const field = editor.view.dom
    field.setAttribute("aria-label", labelOf(textarea))
    field.setAttribute("aria-multiline", "true")
    tie(field, textarea)
    const language = /_(sv|en)$/.exec(textarea.name)
    if (language) field.lang = language[1]
    field.spellcheck = true
    if (aim() === `#${textarea.id}`) editor.commands.focus()
    textarea.labels[0].addEventListener("click", () => editor.commands.focus())

    // The menu comes later than the editor, and is drawn anew as one writes.
    const box = field.parentElement
    new MutationObserver(() => translate(box)).observe(box, { childList: true, subtree: true })
  })

  // Says to those who hear the form what has happened in it; and shows it at a field, if given.
  const status = document.createElement("p")
  status.setAttribute("role", "status")
  status.className = "announcement visually-hidden"
  document.addEventListener("DOMContentLoaded", () => document.body.append(status))
  window.announce = (words, field) => {
    status.textContent = words
    if (!field) return
    const note = field.form.querySelector(".filled-in") || document.createElement("p")
    note.className = "filled-in"
    note.setAttribute("aria-hidden", "true") // It is heard already.
    note.textContent = words
    field.closest(".form-row").append(note)
  }

  // The server refuses a form that is too large before it has read what was typed in it.
  const largest = 20 * 1024 * 1024 // bytes, as in images/upload.py
  document.addEventListener("change", ({ target }) => {
    if (target.files?.[0]?.size > largest) {
      target.value = ""
      window.alert(window.gettext("The file is larger than 20 MB. Save the picture smaller."))
    }
  })

  // The first wrong field, or the one that the address names.
  const aim = () => document.querySelector(".form-errors a")?.hash || location.hash

  // Leads into a field, wherever it is folded away.
  const enter = (hash) => {
    const target = hash && document.getElementById(hash.slice(1))
    if (!target || !target.closest("form")) return
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true
    const isGroup = target.matches(".inline-group")
    if (isGroup && !target.querySelector(".inline-related:not(.empty-form)")) {
      target.querySelector(".add-row a, .add-row button")?.click()
    }
    const within = isGroup ? ".inline-related:not(.empty-form) :is(.select2-selection, input)" : "input:not([type=hidden])"
    const editor = target.closest(".prose-editor")?.querySelector("[role=textbox]")
    const search = target.parentElement.querySelector(".select2-selection")
    const inner = target.matches("input, select, textarea") ? target : target.querySelector(within)
    const field = editor || (target.matches("select") && search) || inner || target
    field.focus()
    field.scrollIntoView({ block: "center" })
  }
  window.django.jQuery(() => setTimeout(() => enter(aim())))
  window.addEventListener("hashchange", () => enter(location.hash))
}
