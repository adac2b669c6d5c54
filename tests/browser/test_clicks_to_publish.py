"""The number of clicks and fields that publishing and moving an event take."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from atmp_events.models import Event, State
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser

from .admin_actions import SignIn, choose


@dataclass
class CountingPage:
    """A page of the admin that counts clicks and filled fields."""

    page: Page
    clicks: int = 0
    fields: int = 0

    def click(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.clicks += 1

    def fill(self, selector: str, words: str) -> None:
        self.page.fill(selector, words)
        self.fields += 1

    def choose(self, label: str, words: str) -> None:
        choose(self.page, label, words)
        self.clicks += 2
        self.fields += 1

    def new(self, selector: str, typed: dict[str, str], save: str) -> None:
        """Add a new row in the window that the button beside a field opens."""
        with self.page.expect_popup() as opened:
            self.page.click(selector)
        for field, words in typed.items():
            opened.value.locator(field).press_sequentially(words)
        with opened.value.expect_event("close"):
            opened.value.get_by_role("button", name=save, exact=True).click()
        self.clicks += 2
        self.fields += len(typed)

    def counts(self, what: str) -> tuple[int, int]:
        """Wait for success; print and return the numbers of clicks and fields."""
        self.page.wait_for_selector(".messagelist .success")
        print(f"\n{what}: {self.clicks} clicks, {self.fields} fields")
        return self.clicks, self.fields


def test_first_event_of_an_empty_site_takes_few_clicks(sign_in: SignIn, console: list[str]) -> None:
    admin = CountingPage(sign_in("en"))
    admin.click("link", "New event")
    admin.new(
        "#add_id_series",
        {"#id_title_sv": "Nätverksträffar", "#id_title_en": "Network meetings"},
        "Save",
    )
    admin.fill("#id_title_sv", "Om celler")
    admin.fill("#id_title_en", "On cells")
    admin.fill("#id_starts_at_0", "2045-04-13")
    admin.fill("#id_starts_at_1", "12:00")
    admin.fill("#id_ends_at_1", "13:00")
    admin.new("#add_id_venue", {"#id_name_sv": "BMC", "#id_name_en": "BMC"}, "Save")
    admin.fill("#id_talks-0-title_sv", "Celler")
    admin.fill("#id_talks-0-title_en", "Cells")
    admin.new("#add_id_appearances-0-person", {"#id_name": "Ada Lund"}, "Save")
    admin.click("radio", "Published")
    admin.click("button", "Save")
    assert admin.counts("The first event of an empty site") == (9, 12)
    event = Event.objects.get()
    assert (event.state, str(event.series), str(event.venue)) == (
        State.PUBLISHED,
        "Nätverksträffar",
        "BMC",
    )
    assert str(event.appearances.get()) == "Ada Lund"
    assert admin.page.request.get("/en/events/2045/on-cells/").ok
    assert console == []


def test_next_meeting_of_a_series_takes_few_clicks(sign_in: SignIn, console: list[str]) -> None:
    last = an_event(
        series=a_series(usual_length=timedelta(minutes=90)),
        number=1,
        kind="network_meeting",
        venue=a_venue(),
        contact=a_person(name="Eva Berg"),
        organisers=(an_organiser(),),
        starts_at=datetime(2045, 3, 7, 15, 0, tzinfo=UTC),
    )
    a_talk(last, speakers=(a_person(),))
    admin = CountingPage(sign_in("sv"))
    admin.click("link", "Nytt evenemang")
    admin.choose("Serie", "N")
    admin.page.wait_for_selector(".filled-in")
    admin.fill("#id_title_sv", "Om vävnader")
    admin.fill("#id_title_en", "On tissue")
    admin.fill("#id_starts_at_0", "2045-04-04")
    admin.fill("#id_starts_at_1", "16:00")
    admin.fill("#id_talks-0-title_sv", "Vävnader")
    admin.fill("#id_talks-0-title_en", "Tissue")
    expect(admin.page.locator("#id_number")).to_have_value("2")
    admin.choose("Person", "Ada")
    admin.page.select_option("#id_appearances-0-item", "1")
    admin.fields += 1
    admin.click("radio", "Publicerat")
    admin.click("button", "Spara")
    assert admin.counts("An ordinary meeting of the series") == (7, 9)
    event = Event.objects.get(title_sv="Om vävnader")
    assert event.ends_at == datetime(2045, 4, 4, 15, 30, tzinfo=UTC)
    assert (event.number, str(event.venue), event.state) == (2, "Rudbecklaboratoriet", "published")
    assert str(event.organisers.get()) == "Uppsala universitet"
    assert event.appearances.get().talk == event.talks.get()

    admin = CountingPage(admin.page)
    admin.page.goto("/admin/")
    admin.click("link", str(event))
    admin.fill("#id_starts_at_1", "17:00")
    admin.click("button", "Spara")
    assert admin.counts("The same meeting an hour later") == (2, 1)
    event.refresh_from_db()
    assert event.starts_at == datetime(2045, 4, 4, 15, 0, tzinfo=UTC)
    assert event.ends_at == datetime(2045, 4, 4, 16, 30, tzinfo=UTC)
    assert console == []
