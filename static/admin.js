// What the admin's two larger widgets lack: names for those who hear the form, and Swedish.
// `gettext` comes from /admin/jsi18n/, in the language of the person who signed in.
// It listens before the text editor's modules run, so it is no module itself.
{
  const labelOf = (field) => field.labels[0].textContent.trim().replace(/:$/, "")

  const nameSearchFields = (part) => {
    for (const select of part.querySelectorAll("select.admin-autocomplete")) {
      for (const field of select.parentElement.querySelectorAll(".select2-selection, [id$=-container]")) {
        field.removeAttribute("aria-labelledby") // It names the field by what was chosen.
        field.setAttribute("aria-label", labelOf(select))
      }
    }
  }
  // After the search fields have been made, which waits for jQuery too.
  window.django.jQuery(() => nameSearchFields(document))
  document.addEventListener("formset:added", ({ target }) => nameSearchFields(target))

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
    const language = /_(sv|en)$/.exec(textarea.name)
    if (language) field.lang = language[1]
    textarea.labels[0].addEventListener("click", () => editor.commands.focus())

    // The menu comes later than the editor, and is drawn anew as one writes.
    const box = field.parentElement
    new MutationObserver(() => translate(box)).observe(box, { childList: true, subtree: true })
  })
}
