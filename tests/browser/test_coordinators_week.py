"""Common tasks of a coordinator: publish, copy, add people, invite a user."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from atmp_events.models import Affiliation, Event, Person, Series, User
from tests.builders import NOON, a_person, a_talk, an_event

from .admin_actions import SignIn
from .page_checks import too_wide

# Each language and each width once.
BOTH = pytest.mark.parametrize(("language", "width"), [("sv", 390), ("en", 1280)])
PASSWORD = "correct horse battery staple"


def save(page: Page) -> None:
    """Click Save, the first visible button."""
    page.locator("[name=_save].default").click()


@BOTH
def test_form_and_publish_page_refuse_the_same_and_schedule_publishing(
    sign_in: SignIn, live_server: LiveServer, console: list[str], language: str, width: int
) -> None:
    event = an_event(
        state="draft",
        starts_at=NOON.replace(year=2045),
        registration_closes_at=NOON.replace(year=2046),
    )
    admin = f"{live_server.url}/admin/"
    row = f"{admin}events/event/{event.pk}/"
    page = sign_in(language, f"events/event/{event.pk}/publish/")
    page.set_viewport_size({"width": width, "height": 844})
    expect(page.locator("#found + ul strong")).to_have_count(1)
    expect(page.locator("[name=_do]")).to_have_count(0)
    page.goto(f"{row}change/")
    page.check("[name=state][value=published]")
    save(page)
    expect(page.locator("#id_registration_closes_at_0")).to_be_focused()
    expect(page.locator(".form-errors a")).to_have_count(1)
    standing = page.locator(".standing")
    expect(standing).to_contain_text({"sv": "Utkast", "en": "Draft"}[language])
    for part in "01":
        page.fill(f"#id_registration_closes_at_{part}", "")
    page.fill("#id_publish_at_0", "2044-12-01")
    page.fill("#id_publish_at_1", "08:00")
    save(page)
    label = {"sv": "Publiceras senare", "en": "To be published"}[language]
    expect(page.locator(".field-state_in_list")).to_have_text(label)
    assert too_wide(page) == []
    page.goto(admin)
    expect(page.locator(".coming .state")).to_have_text(label)
    expect(page.locator(".start-menu a").first).to_be_in_viewport()
    page.goto(f"{row}change/")
    expect(standing).to_contain_text(label)
    assert console == []


@BOTH
def test_copy_without_talks_gets_its_own_title_slug_and_registration(
    sign_in: SignIn, live_server: LiveServer, console: list[str], language: str, width: int
) -> None:
    event = an_event(starts_at=NOON.replace(year=2045), body_sv="<p>Det gamla.</p>")
    a_talk(event, speakers=(a_person(),))
    page = sign_in(language, f"events/event/{event.pk}/copy/")
    page.set_viewport_size({"width": width, "height": 844})
    page.fill("#id_day", "2045-05-09")
    for box in page.locator("[name=without]").all():
        box.check()
    assert too_wide(page) == []
    page.click("[name=_copy]")
    page.wait_for_selector(".messagelist .success")
    page.fill("#id_title_sv", "Genterapi vid hemofili")
    page.fill("#id_title_en", "Gene therapy in haemophilia")
    page.select_option("#id_registration", "by_link")
    page.fill("#id_registration_url", "atmp@example.org")
    page.check("[name=state][value=published]")
    save(page)
    page.wait_for_selector(".messagelist .success")
    copy = Event.objects.exclude(pk=event.pk).get()
    assert (copy.talks.count(), copy.appearances.count(), copy.body_sv) == (0, 0, "")
    paths = (
        "sv/evenemang/2045/genterapi-vid-hemofili",
        "en/events/2045/gene-therapy-in-haemophilia",
    )
    for path in paths:
        page.goto(f"{live_server.url}/{path}/")
        expect(page.locator("main a[href^='mailto:atmp@example.org']").first).to_be_visible()
    assert console == []


@BOTH
def test_possible_duplicate_person_is_shown_before_saving(
    sign_in: SignIn, live_server: LiveServer, console: list[str], language: str, width: int
) -> None:
    asa = a_person(name="Åsa Öberg")
    Affiliation.objects.create(person=asa, role_sv="lektor", role_en="lecturer")
    page = sign_in(language, "events/person/add/")
    page.set_viewport_size({"width": width, "height": 844})
    page.fill("#id_name", "åsa öberg")
    save(page)
    doubles = page.locator("[aria-labelledby=doubles]")
    expect(doubles.get_by_role("link")).to_have_attribute(
        "href", f"/admin/events/person/{asa.pk}/change/"
    )
    # The box lists possible duplicates. That the name exists is said beside the field only.
    assert (
        doubles.get_by_text({"sv": "finns redan", "en": "is there already"}[language]).count() == 0
    )
    assert too_wide(page) == []
    doubles.get_by_role("checkbox").check()
    save(page)
    page.wait_for_selector(".messagelist .success")
    assert Person.objects.count() == 2
    page.goto(f"{live_server.url}/admin/events/event/add/")
    page.locator(".field-contact .select2-selection").click()
    page.keyboard.type("åsa")
    found = page.locator(".select2-results__option[role=option]")
    expect(found).to_have_count(2)
    expect(found.filter(has_text={"sv": "lektor", "en": "lecturer"}[language])).to_have_count(1)
    assert console == []


@BOTH
def test_series_length_is_parsed_and_its_deletion_undone(
    sign_in: SignIn, console: list[str], language: str, width: int
) -> None:
    page = sign_in(language, "events/series/add/")
    page.set_viewport_size({"width": width, "height": 844})
    page.fill("#id_title_sv", "Träffar")
    page.fill("#id_usual_length", "1:30")
    page.click("[name=_continue]")
    expect(page.locator("#id_usual_length")).to_have_value("1 h 30 min")
    page.click(".deletelink")
    page.locator("#content form [type=submit]").click()
    expect(page.locator(".messagelist li")).to_have_count(2)
    expect(page.locator(".messagelist li").last.locator("form.undo")).to_be_visible()
    assert too_wide(page) == []
    page.click("form.undo button")
    page.wait_for_selector(".messagelist .success")
    assert Series.objects.get().title_sv == "Träffar"
    assert console == []


@BOTH
@pytest.mark.usefixtures("transactional_db", "roles")
def test_invited_user_signs_in_by_the_link(
    sign_in: SignIn,
    live_server: LiveServer,
    chromium: Browser,
    console: list[str],
    language: str,
    width: int,
) -> None:
    page = sign_in(language, "events/user/add/")
    page.set_viewport_size({"width": width, "height": 844})
    page.fill("#id_first_name", "Erik")
    page.fill("#id_last_name", "Ek")
    page.fill("#id_email", "erik@example.org")
    page.locator("[name=groups]").first.check()
    save(page)
    link = page.locator(".messagelist .warning input").input_value()
    assert too_wide(page) == []
    assert console == []
    path = "/admin/" + link.partition("/admin/")[2]
    with chromium.new_context(viewport={"width": width, "height": 844}) as context:
        his = context.new_page()
        his.goto(live_server.url + path)
        for field in his.locator("[type=password]").all():
            field.fill(PASSWORD)
        his.locator("#login-form [type=submit]").click()
        his.wait_for_load_state()
        if not his.locator("#id_username").count():
            his.goto(f"{live_server.url}/admin/")
        his.fill("#id_username", "erik@example.org")
        his.fill("#id_password", PASSWORD)
        his.locator("#login-form [type=submit]").click()
        expect(his.locator(".start-menu")).to_be_visible()
    assert User.objects.get(email="erik@example.org").last_login
