"""No page is wider than a phone, even with a long address or word in every text."""

from typing import Final

from django.db.models import CharField, Model, TextField
from playwright.sync_api import Page

from atmp_events.models import Event, Organiser, Person, Series, Talk, Venue
from atmp_events.models import Page as InformationPage
from atmp_events.models.rich_text import ProseField
from tests.browser.page_checks import too_wide
from tests.builders import NOON, a_person, a_series, a_talk, a_venue, an_event, an_organiser

from .admin_actions import SignIn
from .admin_pages import admin_pages

ADDRESS: Final = "https://docs.google.com/forms/d/e/" + "1FAIpQLSe8xKq" * 6 + "/viewform"
WORD: Final = "Läkemedelsprövningsverksamhetssamordningsfunktionen"
PROSE: Final = (
    "".join(f"<{tag}>{ADDRESS}</{tag}>" for tag in ("p", "h3", "h4", "blockquote", "li", "strong"))
    .replace("<li>", "<ul><li>")
    .replace("</li>", "</li></ul>")
    + f'<p><a href="{ADDRESS}">{ADDRESS}</a>'
)


def fill(row: Model) -> None:
    """Put a long address into each rich or long text field, and a long word into each short one."""
    for field in row._meta.concrete_fields:
        if not field.name.endswith(("_sv", "_en")) or field.name.startswith("slug"):
            continue
        if isinstance(field, ProseField):
            value = PROSE
        elif isinstance(field, TextField) or (
            isinstance(field, CharField) and field.max_length > 120
        ):
            value = ADDRESS
        else:
            value = WORD
        setattr(row, field.name, value)
    row.save()


def pages() -> list[str]:
    """Fill a site with long words; return the paths of the pages that show them."""
    person, series, venue, organiser = a_person(), a_series(), a_venue(), an_organiser()
    event = an_event(
        starts_at=NOON.replace(year=2090),
        series=series,
        number=1,
        venue=venue,
        organisers=(organiser,),
        contact=person,
        status="moved_online",
        attendance_mode="hybrid",
        registration="by_link",
        registration_url=ADDRESS,
        slug_sv="om",
    )
    rows: list[Model] = [event, series, venue, organiser, person]
    rows += [a_talk(event, speakers=(person,))]
    rows += [*event.appearances.all()]
    for key in InformationPage.Key.values:
        row, _ = InformationPage.objects.get_or_create(key=key)
        rows.append(row)
    for row in rows:
        fill(row)
    return [
        "/sv/",
        "/sv/evenemang/",
        "/sv/evenemang/2090/om/",
        "/sv/evenemang/?q=google",
        f"/sv/serier/{Series.objects.get().slug_sv}/",
        f"/sv/personer/{person.slug}/",
        f"/sv/platser/{venue.slug}/",
        f"/sv/arrangorer/{organiser.slug_sv}/",
        "/sv/om/",
        "/sv/integritet/",
        "/sv/tillganglighet/",
    ]


def test_no_page_with_long_words_is_wider_than_a_phone(browser_page: Page) -> None:
    faults = []
    for path in pages():
        browser_page.goto(path)
        browser_page.evaluate("document.fonts.ready")
        for width in (320, 390, 600, 1280):
            browser_page.set_viewport_size({"width": width, "height": 900})
            faults += [(path, width, it) for it in too_wide(browser_page)]
    assert not faults, "\n".join(map(str, faults))


def test_no_page_of_the_admin_with_long_words_is_wider_than_a_phone(sign_in: SignIn) -> None:
    page, faults = sign_in("sv"), []
    paths = admin_pages()
    for model in (Event, Talk, Series, Venue, Organiser, Person):
        texts = [it.name for it in model._meta.fields if it.name.endswith(("title_sv", "name_sv"))]
        for row in model.objects.all():
            for name in (*texts, *(["name"] if model is Person else [])):
                setattr(row, name, WORD)
            row.save()
    page.set_viewport_size({"width": 390, "height": 844})
    for path in paths:
        page.goto(f"/admin/{path}")
        page.evaluate("document.fonts.ready")
        faults += [(path, it) for it in too_wide(page)]
    assert not faults, "\n".join(map(str, faults))
