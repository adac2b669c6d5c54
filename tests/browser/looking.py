"""Helpers that look at one page at each width and in each scheme of colours."""

from collections.abc import Iterator
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROW: Final = 320  # also a laptop at 400 %
BETWEEN: Final = 768
WIDE: Final = 1280
SCHEMES: Final[dict[str, dict[str, Any]]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
}
LEVELS: Final = ("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa")
PUBLIC: Final = (*LEVELS, "best-practice")
# What can be another in other colours. No width has colours of its own: they are asked once. What
# has too little contrast for AA has too little for AAA, so that one of the two rules is enough.
COLOURS: Final = ("color-contrast-enhanced", "link-in-text-block")
CONTRAST: Final = ("color-contrast", "color-contrast-enhanced")
# WCAG 2.2, 1.4.12.
SPACING: Final = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
NO_SPACING: Final = "() => { document.adoptedStyleSheets = [] }"
CUT_OFF: Final = """() => [...document.querySelectorAll('main *')].filter(element => {
    const style = getComputedStyle(element);
    return element.innerText && style.overflow !== 'visible' && style.position !== 'absolute'
        && (element.scrollHeight > element.clientHeight + 1
            || element.scrollWidth > element.clientWidth + 1);
}).map(element => element.outerHTML.slice(0, 120))"""
# Texts that lie on each other: no rule of axe sees that. Of each line its middle is looked at,
# since the boxes of large letters are higher than the letters.
ON_EACH_OTHER: Final = """() => {
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const lines = [];
    while (walker.nextNode()) {
        const node = walker.currentNode, range = document.createRange();
        if (!node.data.trim() || !node.parentElement.checkVisibility()
            || node.parentElement.closest('.unseen')) continue;  // it is read out only
        range.selectNodeContents(node);
        for (const box of range.getClientRects())
            if (box.width > 4) lines.push([node, box, box.top + box.height * .35,
                box.bottom - box.height * .35]);
    }
    return lines.flatMap(([one, a, top, bottom], index) => lines.slice(index + 1, index + 30)
        .filter(([other, b, from, to]) => one !== other
            && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 4
            && Math.min(bottom, to) - Math.max(top, from) > 2)
        .map(([other]) => one.data.trim().slice(0, 40) + ' | ' + other.data.trim().slice(0, 40)));
}"""
AXE: Final = Axe().axe_script
ASK: Final = """options => axe.run(options).then(found => found.violations.flatMap(
    fault => fault.nodes.map(node => [fault.id, node.html.slice(0, 200)])))"""


def axe(page: Page, only: tuple[str, ...], without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return what axe finds by some rules, or by those of some levels: rule and element."""
    options = {
        "runOnly": list(only),
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
        "selectors": False,
    }
    return [(rule, element) for rule, element in page.evaluate(ASK, options)]


def faults_of(page: Page) -> Iterator[tuple[str, ...]]:
    """Yield what axe finds on the page that is open, and what scrolls or is cut off."""
    page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")
    page.evaluate("document.fonts.ready")  # Until then lines are as wide as another typeface's.
    page.evaluate(AXE)
    for width in (NARROW, BETWEEN, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(reduced_motion="reduce", **SCHEMES["light"])
        if width != BETWEEN:  # It has the elements of a narrow one.
            without = CONTRAST[:1] if width == WIDE else CONTRAST
            yield from ((str(width), *fault) for fault in axe(page, PUBLIC, without))
        yield from ((str(width), "wide", it) for it in too_wide(page))
        yield from ((str(width), "overlap", it) for it in page.evaluate(ON_EACH_OTHER))
        page.evaluate(SPACING)
        yield from ((str(width), "wide when spaced", it) for it in too_wide(page))
        yield from ((str(width), "cut off when spaced", it) for it in page.evaluate(CUT_OFF))
        page.evaluate(NO_SPACING)
    for name in ("dark", "forced colours"):
        page.emulate_media(reduced_motion="reduce", **SCHEMES[name])
        yield from ((name, *fault) for fault in axe(page, COLOURS))
    if page.evaluate("document.getAnimations().length"):
        yield ("moves, though it was asked not to",)


def too_wide(page: Page) -> list[str]:
    """Return what sticks out to the right, if the page scrolls sideways."""
    return list(
        page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll('body *')].filter(
            element => element.getBoundingClientRect().right > width + 1
                && ![...element.children].some(it => it.getBoundingClientRect().right > width + 1)
        ).map(element => element.outerHTML.slice(0, 120));
    }""")
    )
