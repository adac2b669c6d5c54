// Cleans HTML that is pasted from Word, Outlook or a web page before the editor reads it.
// The editor itself drops unknown tags. This script corrects misleading known tags and lists.
{
  const ITEM = /^(?:[·•▪◦§o–-]|\(?(?:\d{1,3}|[a-z])[.)])\s+/i
  const isOrdered = (mark) => /\d|[a-z][.)]/i.test(mark)

  const plainSpaces = (body) => {
    const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      texts.currentNode.data = texts.currentNode.data.replace(/[\s\u00a0\u00ad\u200b]+/g, " ")
    }
  }

  const rename = (element, tag) => {
    const made = document.createElement(tag)
    made.append(...element.childNodes)
    element.replaceWith(made)
    return made
  }

  // The first two heading levels belong to the page.
  const lowerHeadings = (body) => {
    for (const heading of body.querySelectorAll("h1, h2, h3, h4, h5, h6, p.MsoTitle")) {
      rename(heading, /^(H[12]|P)$/.test(heading.tagName) ? "h3" : "h4")
    }
  }

  // Word writes a list as paragraphs that begin with a bullet or a number.
  const markOf = (paragraph) => {
    const mark = paragraph.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']")
    if (!mark) return ""
    const words = mark.textContent.trim()
    mark.remove()
    return words || "·"
  }

  const isItem = (paragraph) =>
    /MsoListParagraph/.test(paragraph.className) ||
    /mso-list:\s*l\d/.test(paragraph.getAttribute("data-style") || "")

  const makeLists = (body) => {
    for (const paragraph of [...body.querySelectorAll("p")].filter(isItem)) {
      const typed = ITEM.exec(paragraph.textContent.trim())
      const mark = markOf(paragraph) || (typed ? typed[0].trim() : "")
      const tag = isOrdered(mark) && mark !== "o" ? "ol" : "ul"
      const before = paragraph.previousElementSibling
      const goesOn = before?.matches(`${tag}.pasted`)
      const list = goesOn ? before : document.createElement(tag)
      list.className = "pasted"
      if (!goesOn) paragraph.before(list)
      const item = document.createElement("li")
      list.append(item)
      item.append(paragraph)
    }
  }

  // Google Docs wraps everything in a <b> that is not bold.
  const unwrap = (body) => {
    for (const wrap of body.querySelectorAll("b[data-style*='font-weight:normal'], b[id^=docs-internal]")) {
      wrap.replaceWith(...wrap.childNodes)
    }
  }

  const dropEmpty = (body) => {
    for (const element of body.querySelectorAll("p, h3, h4, li")) {
      if (!element.textContent.trim()) element.remove()
    }
  }

  // The CSP blocks and reports inline styles. This script reads Word's styles from an attribute.
  const withoutStyles = (html) =>
    html
      .replace(/<style[\s\S]*?<\/style>/gi, "")
      .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/gi, " data-style="))

  const clean = (html) => {
    if (html.includes("data-pm-slice")) return html // It comes from our own editor.
    const { body } = new DOMParser().parseFromString(withoutStyles(html), "text/html")
    for (const element of body.querySelectorAll("script, meta, title, xml")) element.remove()
    unwrap(body)
    makeLists(body)
    plainSpaces(body)
    lowerHeadings(body)
    dropEmpty(body)
    return body.innerHTML
  }

  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
    editor.view.setProps({ transformPastedHTML: clean })
  })
}
