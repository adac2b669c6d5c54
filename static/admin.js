// Accessible names and Swedish texts for the search fields and the text editor of the admin.
// `gettext` comes from the admin's jsi18n/, in the language of the user.
// This is a classic script: it must listen before the modules of the text editor run.
{
  const labelOf = (field) => field.labels[0].textContent.trim().replace(/:$/, "")

  // Copies the error state of a field to the widget that replaces it.
  const copyErrorState = (widget, field) => {
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (field.hasAttribute(name)) widget.setAttribute(name, field.getAttribute(name))
    }
  }

  const nameSearchFields = (part) => {
    for (const select of part.querySelectorAll("select.admin-autocomplete")) {
      for (const field of select.parentElement.querySelectorAll(".select2-selection, [id$=-container]")) {
        field.removeAttribute("aria-labelledby") // It refers to the chosen value, not to the label.
        field.setAttribute("aria-label", labelOf(select))
        copyErrorState(field, select)
      }
    }
  }
  // This runs after jQuery has made the search fields.
  window.django.jQuery(() => nameSearchFields(document))
  document.addEventListener("formset:added", ({ target }) => nameSearchFields(target))

  // Makes slugs like the server does: "/" separates words, and "đ" becomes "d".
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
    copyErrorState(field, textarea)
    const language = /_(sv|en)$/.exec(textarea.name)
    if (language) field.lang = language[1]
    field.spellcheck = true
    if (targetHash() === `#${textarea.id}`) editor.commands.focus()
    textarea.labels[0].addEventListener("click", () => editor.commands.focus())

    // The menu is made after the editor, and is made again while the user writes.
    const box = field.parentElement
    new MutationObserver(() => translate(box)).observe(box, { childList: true, subtree: true })
  })

  // Announces a change in the form to screen readers, and shows it at a field, if one is given.
  const status = document.createElement("p")
  status.setAttribute("role", "status")
  status.className = "announcement visually-hidden"
  document.addEventListener("DOMContentLoaded", () => document.body.append(status))
  window.announce = (words, field) => {
    status.textContent = words
    if (!field) return
    const note = field.form.querySelector(".filled-in") || document.createElement("p")
    note.className = "filled-in"
    note.setAttribute("aria-hidden", "true") // Screen readers have announced it already.
    note.textContent = words
    field.closest(".form-row").append(note)
  }

  // The server refuses a form that is too large without reading it, and the typed texts are lost.
  const largest = 20 * 1024 * 1024 // bytes, as in images/upload.py
  document.addEventListener("change", ({ target }) => {
    if (target.files?.[0]?.size > largest) {
      target.value = ""
      window.alert(window.gettext("The file is larger than 20 MB. Save it smaller."))
    }
  })

  // Returns the fragment of the first field with an error, or of the page's address.
  const targetHash = () => document.querySelector(".form-errors a")?.hash || location.hash

  // Sets the focus on a field, and opens the sections around it.
  const focusOn = (hash) => {
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
  window.django.jQuery(() => setTimeout(() => focusOn(targetHash())))
  window.addEventListener("hashchange", () => focusOn(location.hash))
}
