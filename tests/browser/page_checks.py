"""Checks of one page: accessibility by axe, and layout at several widths and colour schemes."""

from collections.abc import Iterator
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROW: Final = 320  # also a laptop at 400 %
MEDIUM: Final = 768
WIDE: Final = 1280
SCHEMES: Final[dict[str, dict[str, Any]]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
}
WCAG_LEVELS: Final = ("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa")
PUBLIC_RULES: Final = (*WCAG_LEVELS, "best-practice")
# The rules whose result depends on the width of the window.
WIDTH_RULES: Final = ("target-size", "scrollable-region-focusable")
# The AAA rule does not report what fails AA, so both rules are needed.
CONTRAST_RULE: Final = "color-contrast-enhanced"
CHECKED_LOOKS: Final = set[str]()  # all looks of texts that any test has checked
COLOUR_RULES: Final = ("color-contrast", CONTRAST_RULE, "link-in-text-block")
# WCAG 2.2, 1.4.12.
SPACING: Final = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }"""
# The elements that extend beyond the right edge, if the page scrolls sideways.
TOO_WIDE: Final = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')].filter(
        element => element.getBoundingClientRect().right > width + 1
            && ![...element.children].some(it => it.getBoundingClientRect().right > width + 1)
    ).map(element => element.outerHTML.slice(0, 120));
}"""
CUT_OFF: Final = """() => [...document.querySelectorAll('main *')].filter(element => {
    if (element.scrollHeight <= element.clientHeight + 1
        && element.scrollWidth <= element.clientWidth + 1) return false;
    const style = getComputedStyle(element);
    return style.overflow !== 'visible' && style.position !== 'absolute' && element.innerText;
}).map(element => element.outerHTML.slice(0, 120))"""
# Texts that overlap, for which axe has no rule. Only the middle of each line counts: the boxes of
# large letters are higher than the letters.
OVERLAPPING: Final = """() => {
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
CHECK_WIDTH: Final = f"""spacing => {{
    const wide = {TOO_WIDE}, told = (what, found) => found.map(it => [what, it]);
    const faults = [...told('wide', wide()), ...told('overlap', ({OVERLAPPING})())];
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(spacing);
    document.adoptedStyleSheets = [sheet];
    faults.push(...told('wide when spaced', wide()), ...told('cut off when spaced', ({CUT_OFF})()));
    document.adoptedStyleSheets = [];
    return faults;
}}"""
AXE: Final = Axe().axe_script
FAULTS: Final = """found => found.violations.flatMap(
    fault => fault.nodes.map(node => [fault.id, node.html.slice(0, 200)]))"""
RUN_AXE: Final = f"options => axe.run(options).then({FAULTS})"
# Checks each visible text whose look is not known. Returns the faults, and the looks that were
# checked. A look is all that the contrast depends on: colour, font, and the backgrounds below.
CHECK_COLOURS: Final = f"""async ([options, known]) => {{
    for (const change of document.getAnimations()) change.finish();  // of the colours themselves
    const had = new Set(known), asked = [], under = new Map([[null, '']]);
    const letters = ({{color, fontSize, fontWeight, textDecorationLine}}) =>
        [color, fontSize, fontWeight, textDecorationLine].join();
    const layers = element => {{
        if (!under.has(element)) {{
            const style = getComputedStyle(element);
            const own = [style.backgroundColor, style.backgroundImage, style.opacity,
                style.position].join('|').replace('rgba(0, 0, 0, 0)|none|1|static', '');
            under.set(element, (own && own + '/') + layers(element.parentElement));
        }}
        return under.get(element);
    }};
    const look = element => [element, element.parentElement]
        .map(it => letters(getComputedStyle(it))).join() + layers(element);
    const times = {{}};  // Two of each look, since one may be covered.
    for (const element of document.querySelectorAll('body *')) {{
        if (!element.matches('a, input:not([type=checkbox], [type=radio]), select, textarea')
            && ![...element.childNodes].some(it => it.nodeType === 3 && it.data.trim())) continue;
        const own = look(element);
        if (had.has(own) || times[own] === 2 || !element.checkVisibility()
            || element.closest('.unseen, .visually-hidden')
            || element.getBoundingClientRect().bottom <= 0) continue;
        times[own] = (times[own] ?? 0) + 1;
        asked.push(element);
    }}
    if (!asked.length) return [[], []];
    const found = await axe.run({{include: asked}}, options);
    const judged = [...found.passes, ...found.violations].filter(it => it.id === options.judge)
        .flatMap(it => it.nodes.map(node => look(node.element)));
    return [({FAULTS})(found), [...new Set(judged)]];
}}"""


def add_axe(page: Page) -> None:
    """Add axe to every document that the page opens from now on."""
    page.add_init_script(AXE)


def axe(page: Page, only: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return what axe finds by the rules or levels `only`, except colours: rule and element."""
    options = {
        "runOnly": list(only),
        "rules": {rule: {"enabled": False} for rule in COLOUR_RULES},
        "resultTypes": ["violations"],
        "selectors": False,
        "preload": False,  # Do not load style sheets again.
    }
    return [(rule, element) for rule, element in page.evaluate(RUN_AXE, options)]


def colours(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds in the colours of the texts: rule and element.

    A text with a look that was checked before is not checked again.
    """
    options = {
        "runOnly": list(COLOUR_RULES),
        "resultTypes": ["violations", "passes"],
        "selectors": False,
        "elementRef": True,
        "preload": False,
        "judge": CONTRAST_RULE,
    }
    found, judged = page.evaluate(CHECK_COLOURS, [options, sorted(CHECKED_LOOKS)])
    CHECKED_LOOKS.update(judged)
    return [(rule, element) for rule, element in found]


def faults_in_all_windows(page: Page) -> Iterator[tuple[str, ...]]:
    """Yield what axe finds on the open page, and what scrolls sideways or is cut off.

    All widths have the same elements and colours, so most rules of axe run at one width only.
    """
    page.emulate_media(reduced_motion="reduce", **SCHEMES["light"])  # Boxes open at once.
    page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")
    page.evaluate("document.fonts.ready")  # Without it, lines have another width.
    for width, rules in ((NARROW, WIDTH_RULES), (MEDIUM, ()), (WIDE, PUBLIC_RULES)):
        page.set_viewport_size({"width": width, "height": 900})
        if rules:
            yield from ((str(width), *fault) for fault in axe(page, rules))
        yield from ((str(width), *fault) for fault in page.evaluate(CHECK_WIDTH, SPACING))
    for name, scheme in SCHEMES.items():
        page.emulate_media(reduced_motion="reduce", **scheme)
        yield from ((name, *fault) for fault in colours(page))
    if page.evaluate("document.getAnimations().length"):
        yield ("has animations in spite of reduced motion",)


def too_wide(page: Page) -> list[str]:
    """Return the elements that make the page scroll sideways.

    Wait for the page first: just after a click it may have no element yet.
    """
    page.wait_for_load_state()
    return list(page.evaluate(TOO_WIDE))


def faults_in_window(page: Page, rules: tuple[str, ...]) -> list[object]:
    """Return what is wider than the window, and what axe finds by `rules` and in the colours."""
    return [*too_wide(page), *axe(page, rules), *colours(page)]
