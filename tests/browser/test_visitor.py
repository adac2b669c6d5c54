"""Public pages in a browser, on a phone and on a large screen."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from atmp_events.actions.samples import load_samples
from tests.builders import NOON, a_series, a_talk, a_venue, an_event


def test_portrait_fits_its_frame(browser_page: Page) -> None:
    load_samples(now=datetime.now(UTC))
    for width in (390, 1280):
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.goto("/sv/personer/exempel-alma/")
        box = browser_page.locator(".portrait").bounding_box()
        assert box
        assert box["height"] == pytest.approx(box["width"] * 5 / 4, abs=1)


def test_talk_titles_are_aligned_beside_their_times(browser_page: Page) -> None:
    event = an_event(starts_at=NOON.replace(hour=9), minutes=300)
    for hour in (9, 12):
        a_talk(event, title_en="Ageing cells", starts_at=NOON.replace(hour=hour))
    for width in (320, 1280, 1920):
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.goto(f"/sv/evenemang/2027/{event.slug_sv}/")
        gaps = browser_page.evaluate("""[...document.querySelectorAll('.talks li')].map((row) => {
          const time = document.createRange()
          time.selectNodeContents(row.querySelector('time'))
          const title = row.querySelector('h3').getBoundingClientRect()
          return [title.left, title.left - time.getBoundingClientRect().right]
        })""")
        assert len({left for left, _gap in gaps}) == 1
        assert min(gap for _left, gap in gaps) >= 12


def test_knot_is_small_without_css(browser_page: Page) -> None:
    event = an_event()
    browser_page.route("**/*.css", lambda route: route.abort())
    browser_page.goto(f"/sv/evenemang/2027/{event.slug_sv}/")
    box = browser_page.locator(".knot").first.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (88, 88)


def test_text_of_an_information_page_is_wide(browser_page: Page) -> None:
    call_command("load_network_meeting", verbosity=0)
    for path in ("/sv/om/", "/en/privacy/"):
        browser_page.goto(path)
        box = browser_page.locator(".prose").first.bounding_box()
        assert box
        assert box["width"] > 500  # beside the rail, not in it


def test_day_in_large_type_does_not_touch_the_line_below(browser_page: Page) -> None:
    event = an_event(starts_at=NOON.replace(month=7))
    for width in (320, 390, 1280, 1920):
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.goto(f"/en/events/2027/{event.slug_en}/")
        browser_page.evaluate("document.fonts.ready")
        # The space between the descender of the y in "July" and the letters below it.
        gap = browser_page.evaluate("""() => {
          const edge = (element, text, side, sign) => {
            const mark = document.createElement('i')
            mark.style.cssText = 'display:inline-block'
            element.prepend(mark)
            const style = getComputedStyle(element), pen = document.createElement('canvas')
              .getContext('2d')
            pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
            const line = mark.getBoundingClientRect().bottom
            mark.remove()
            return line + sign * pen.measureText(text)[`actualBoundingBox${side}`]
          }
          const [day, below] = document.querySelectorAll('.when b, .when span')
          return edge(below, 'T2', 'Ascent', -1) - edge(day, 'y', 'Descent', 1)
        }""")
        assert gap >= 4, (width, gap)


def test_year_of_a_past_event_is_beside_its_weekday(browser_page: Page) -> None:
    event = an_event(starts_at=NOON.replace(year=2024, month=3))
    for width in (961, 1100, 1280, 1920):
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.goto(f"/en/events/2024/{event.slug_en}/")
        boxes = browser_page.evaluate("""[...document.querySelectorAll('.hero .when span')]
            .map(it => it.getBoundingClientRect()).map(it => [it.left, it.bottom])""")
        assert len({bottom for _left, bottom in boxes}) == 1, width
        day = browser_page.locator(".hero .title").bounding_box()
        assert day
        assert boxes[0][0] >= day["x"]


def test_no_line_in_a_list_starts_or_ends_with_a_separator_dot(browser_page: Page) -> None:
    venue = a_venue(name_sv="Biomedicinskt centrum i Uppsala")
    an_event(
        starts_at=NOON.replace(year=2090),
        venue=venue,
        room_sv="Sal 3",
        attendance_mode="hybrid",
        series=a_series(),
        number=3,
    )
    for width in (320, 390, 600, 1280):
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.goto("/sv/serier/natverkstraffar/")
        dots = browser_page.evaluate("""() => {
          const edge = document.querySelector('.list h3').getBoundingClientRect().left
          return [...document.querySelectorAll('.list .dots i')].map((dot) => {
            const box = dot.getBoundingClientRect(), text = document.createRange()
            text.selectNodeContents(dot.parentElement)
            text.setStartAfter(dot)
            return {
              seen: box.left >= edge - 1,
              hangs: text.getClientRects()[0].top > box.bottom,
              first: Math.abs(box.left - edge) < 8,
            }
          })
        }""")
        assert len(dots) == 4
        assert not [dot for dot in dots if dot["hangs"] or (dot["seen"] and dot["first"])], width


def test_long_title_is_below_the_knot(browser_page: Page) -> None:
    event = an_event(title_sv="Hur organiserar vi samarbetet mellan " * 3)
    for width in (960, 1280, 1600):
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.goto(f"/sv/evenemang/2027/{event.slug_sv}/")
        title = browser_page.locator(".hero .title").bounding_box()
        knot = browser_page.locator(".hero > .knot").bounding_box()
        assert title
        assert knot
        assert knot["y"] + knot["height"] <= title["y"]
        assert title["x"] + title["width"] > knot["x"]
