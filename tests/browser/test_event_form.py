"""The form of an event: pasted text, default values, moved talks; and tasks that link to it."""

import re
from datetime import timedelta
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from atmp_events.models import Event
from tests.builders import (
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
)

from .admin_actions import SignIn, choose

ADD = "events/event/add/"

# Clipboard HTML of Word 365, shortened.
FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta charset="utf-8">
<meta name=Generator content="Microsoft Word 15"><style><!--
@font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;}
p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}
@list l0:level1 {mso-level-number-format:bullet;}
--></style></head><body lang=SV style='tab-interval:65.2pt;word-wrap:break-word'>
<!--StartFragment--><h1 style='margin-top:12.0pt'><span style='color:#2F5496'>Om
f\u00f6rel\u00e4saren<o:p></o:p></span></h1>
<p class=MsoNormal><span style='font-size:14.0pt;color:red'>Anna \u00e4r&nbsp;<b>professor</b>
och <i style='mso-bidi-font-style:normal'>l\u00e4kare</i>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>\u00b7<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Celler
<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>\u00b7<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>V\u00e4v
<o:p></o:p></p>
<h2>Vidare</h2>
<p class=MsoListParagraphCxSpFirst style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>F\u00f6rst<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span>&nbsp;&nbsp; </span></span><![endif]>Sedan<o:p></o:p></p>
<p class=MsoNormal>Se <a href="https://www.uu.se/"><span style='color:windowtext'>webben</span></a>.
<o:p></o:p></p><!--EndFragment--></body></html>"""
# Clipboard HTML of Gmail; Outlook on the web is similar.
FROM_MAIL = """<meta charset="utf-8"><div dir="ltr" style="font-family:Arial;font-size:small">
<div>Hej!</div><div><br></div><div>Talaren heter <b>Ada Lund</b>,
<span style="color:rgb(0,0,255);background:yellow">forskare</span>.<img src="cid:1"></div>
<div>Mer på <a href="https://www.uu.se/" target="_blank"
data-saferedirecturl="https://www.google.com/url?q=https://www.uu.se/">webben</a></div>
<blockquote class="gmail_quote" style="margin:0 0 0 .8ex"><div>Tidigare</div></blockquote></div>"""
PASTE = """([selector, html]) => {
  const data = new DataTransfer()
  data.setData("text/html", html)
  data.setData("text/plain", "plain")
  const field = document.querySelector(selector)
  field.focus()
  field.dispatchEvent(new ClipboardEvent("paste",
    { clipboardData: data, bubbles: true, cancelable: true }))
}"""


def change_form_path(event: Event) -> str:
    return f"events/event/{event.pk}/change/"


def status_message(page: Page) -> Locator:
    return page.locator("body > [role=status]")


def save(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_selector(".messagelist .success")


def test_text_pasted_from_word_or_email_keeps_only_its_structure(
    sign_in: SignIn, console: list[str]
) -> None:
    event = an_event(body_sv="", body_en="")
    page = sign_in("sv", change_form_path(event))
    for field, language, html in (("sv", "svenska", FROM_WORD), ("en", "engelska", FROM_MAIL)):
        page.get_by_role("textbox", name=f"Text ({language})").click()
        page.evaluate(PASTE, [f".prose-editor:has(#id_body_{field}) [role=textbox]", html])
    save(page, "Spara")
    event.refresh_from_db()
    assert event.body_sv == (
        "<h3>Om föreläsaren</h3>"
        "<p>Anna är <strong>professor</strong> och <em>läkare</em>.</p>"
        "<ul><li><p>Celler</p></li><li><p>Väv</p></li></ul>"
        "<h3>Vidare</h3>"
        "<ol><li><p>Först</p></li><li><p>Sedan</p></li></ol>"
        '<p>Se <a href="https://www.uu.se/">webben</a>.</p>'
    )
    assert event.body_en == (
        "<p>Hej!</p>"
        "<p>Talaren heter <strong>Ada Lund</strong>, forskare.</p>"
        '<p>Mer på <a href="https://www.uu.se/">webben</a></p>'
        "<blockquote><p>Tidigare</p></blockquote>"
    )
    assert console == []


def test_editor_is_swedish_and_each_field_has_its_own_language(
    sign_in: SignIn,
) -> None:
    page = sign_in("sv", ADD)
    menu = page.locator(".prose-editor:has(#id_body_en) .prose-menubar")
    menu.get_by_role("button", name="Fet", exact=True).wait_for()
    for label in ("Rubrik", "Ingress", "Text"):
        for language, words in (("sv", "svenska"), ("en", "engelska")):
            field = page.get_by_role("textbox", name=re.compile(rf"^{label} \({words}\)")).first
            assert field.get_attribute("lang") == language
            assert field.get_attribute("spellcheck") == "true"


def test_series_fills_in_defaults_and_end_follows_start(
    sign_in: SignIn, console: list[str]
) -> None:
    series = a_series(usual_length=timedelta(minutes=90), contact=a_person(name="Eva Berg"))
    an_event(
        series=series,
        number=1,
        kind="network_meeting",
        venue=a_venue(),
        room_sv="Rudbecksalen",
        spoken_languages="sv",
        organisers=(an_organiser(), an_organiser(name_sv="Region Uppsala")),
    )
    page = sign_in("sv", ADD)
    page.fill("#id_title_sv", "Om vävnader")
    page.fill("#id_starts_at_0", "2027-05-04")
    page.fill("#id_starts_at_1", "16:00")
    choose(page, "Serie", "Nätverk")
    expect(status_message(page)).to_have_text(
        re.compile("^Ifyllt från serien: Plats, Lokal.*Arrangörer")
    )
    expect(page.locator("#id_ends_at_1")).to_have_value("17:30")
    page.fill("#id_starts_at_1", "15:00")
    page.locator("#id_starts_at_1").blur()
    expect(page.locator("#id_ends_at_1")).to_have_value("16:30")
    page.get_by_label("Publicerat").check()
    save(page, "Spara")
    event = Event.objects.get(title_sv="Om vävnader")
    assert (str(event.venue), event.room_sv) == ("Rudbecklaboratoriet", "Rudbecksalen")
    assert (str(event.contact), event.number, event.kind) == ("Eva Berg", 2, "network_meeting")
    assert event.spoken_languages == "sv"
    assert [str(link) for link in event.organiser_links.all()] == [
        "Uppsala universitet",
        "Region Uppsala",
    ]
    assert console == []


def test_series_keeps_typed_values_and_gives_an_online_event_no_venue(sign_in: SignIn) -> None:
    an_event(series=a_series(), venue=a_venue(), room_sv="Rudbecksalen", audience_sv="Alla")
    page = sign_in("sv", ADD)
    page.locator("[name=attendance_mode][value=online]").check()
    page.fill("#id_audience_sv", "Läkare")
    page.fill("#id_starts_at_0", "2027-05-04")
    choose(page, "Serie", "Nätverk")
    expect(status_message(page)).to_have_text("Ifyllt från serien: Nummer i serien.")
    shown = [page.input_value(f"#id_{name}") for name in ("audience_sv", "room_sv", "venue")]
    assert shown == ["Läkare", "", ""]


def test_talk_is_moved_by_keyboard_and_announced(sign_in: SignIn, console: list[str]) -> None:
    event = an_event()
    a_talk(event, title_sv="Ett"), a_talk(event, title_sv="Två", speakers=(a_person(),))
    page = sign_in("sv", change_form_path(event))
    page.get_by_role("button", name="Lägg till ytterligare Programpunkt").click()
    page.fill("#id_talks-2-title_sv", "Tre")
    up = page.locator("#talks-2").get_by_role("button", name="Flytta upp")
    up.focus()
    page.keyboard.press("Enter")
    expect(status_message(page)).to_have_text("Tre är nu nummer 2 av 3.")
    page.keyboard.press("Enter")
    expect(status_message(page)).to_have_text("Tre är nu nummer 1 av 3.")
    assert page.locator("#id_appearances-0-item option:checked").inner_text() == "3. Två"
    save(page, "Spara")
    assert [talk.title_sv for talk in event.talks.all()] == ["Tre", "Ett", "Två"]
    assert str(event.appearances.get().talk) == "Två"
    assert console == []


def test_speakers_choose_talks_by_names_in_the_language_of_the_admin(sign_in: SignIn) -> None:
    event = an_event()
    a_talk(event, title_sv="Ett", title_en="One", speakers=(a_person(),))
    a_talk(event, title_sv="Två", title_en="")
    page = sign_in("en", change_form_path(event))
    names = page.locator("#id_appearances-0-item option").all_inner_texts()
    assert names == ["The whole event", "1. One", "2. Två"]


def test_talk_is_moved_by_dragging(sign_in: SignIn) -> None:
    event = an_event()
    for title in ("Ett", "Två", "Tre"):
        a_talk(event, title_sv=title)
    page = sign_in("sv", change_form_path(event))
    handle = page.locator("#talks-2 .handle")
    handle.scroll_into_view_if_needed()
    grip, first = handle.bounding_box(), page.locator("#talks-0").bounding_box()
    assert grip
    assert first
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, first["y"] + 5, steps=20)
    page.mouse.up()
    save(page, "Spara")
    assert [talk.title_sv for talk in event.talks.all()] == ["Tre", "Ett", "Två"]


def test_removing_a_new_talk_keeps_the_order_of_the_others(sign_in: SignIn) -> None:
    event = an_event()
    a_talk(event, title_sv="Ett")
    page = sign_in("sv", change_form_path(event))
    for number, title in enumerate(("Bort", "Kvar"), start=1):
        page.get_by_role("button", name="Lägg till ytterligare Programpunkt").click()
        page.fill(f"#id_talks-{number}-title_sv", title)
    for _press in range(2):
        page.locator("#talks-2").get_by_role("button", name="Flytta upp").click()
    page.locator("#talks-1 .inline-deletelink").click()
    save(page, "Spara")
    assert [talk.title_sv for talk in event.talks.all()] == ["Kvar", "Ett"]


def test_rows_of_a_person_are_moved_without_visible_numbers(sign_in: SignIn) -> None:
    page = sign_in("sv", "events/person/add/")
    role = page.locator("#affiliations-0")
    expect(role.get_by_role("button", name="Flytta upp")).to_be_visible()
    expect(role.get_by_label("Organisation (engelska)")).to_be_visible()
    expect(role.get_by_label("Ordning")).to_be_hidden()


NEEDS: dict[str, tuple[Literal["combobox", "textbox"], str]] = {
    "Ingen plats": ("combobox", "Plats"),
    "Ingen medverkande": ("combobox", "Person"),
    "programpunkt 1: sammanfattning": ("textbox", "Sammanfattning (engelska)"),
}


def test_task_on_start_page_leads_to_its_field(sign_in: SignIn) -> None:
    event = an_event(starts_at=NOON.replace(year=2045))
    a_talk(event, abstract_sv="<p>Om celler.</p>")
    page = sign_in("sv")
    for need, (role, field) in NEEDS.items():
        page.goto("/admin/")
        page.get_by_role("link", name=need).click()
        expect(page.get_by_role(role, name=field, exact=True)).to_be_focused()


# How much lower a link stands than the text before it, in pixels.
OFFSET = """link => {
    const bottom = node => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()].at(-1).bottom;
    };
    return bottom(link) - bottom(link.previousSibling);
}"""


def test_links_to_unfinished_texts_stand_on_the_line_of_their_sentence(sign_in: SignIn) -> None:
    page = sign_in("sv", change_form_path(an_event(title_en="")))
    assert abs(page.locator(".unfinished li > a").first.evaluate(OFFSET)) < 1
