"""Personal data of a person: export and erasure (GDPR, articles 15 and 17)."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from html import unescape
from itertools import chain
from typing import Any, Final

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.html import escape, strip_tags
from django.utils.text import slugify
from icalendar.parser import Contentline, Contentlines
from post_office.models import Email
from reversion.models import Revision, Version

from ..models import (
    Appearance,
    Change,
    Departure,
    Event,
    EventVersion,
    FormerAddress,
    FormerSlug,
    GoneAddress,
    LinkCheck,
    Person,
    SearchDocument,
    Series,
    SiteVersion,
    Talk,
    Website,
)
from .revising import revise
from .versions import (
    columns_of,
    content_in,
    content_of,
    delete_versions,
    fields_in,
    versions_of,
)

TEXT: Final = (models.CharField, models.TextField, models.JSONField)
ERASED: Final = "…"  # replaces the name in letters, and texts with it in other records of the site
# Models and text columns that are not searched for names, each with the reason.
NOT_SEARCHED: Final = {
    "event.uid": "made by the site: a UUID",
    "event.code": "made by the site at random",
    "event.timezone": "chosen from a list",
    "event.spoken_languages": "chosen from a list",
    "talk.caption_languages": "chosen from a list",
    "eventversion.fingerprint": "a digest",
    "knownfeed": "digests",
    "follower": "of a reader, who unfollows by a link in each letter",
    "attendee": "of an attendee, whom `participation.personal_data` erases by the address",
    "agreedtexts": "digests",
    "preview": "made by the site at random",
    "searchdocument": "a folded copy of the event's texts, written with them",
    "user": "of an account, which an administrator deletes",
}
# Columns that are cleared in the talks of an erased person, with the consent to show materials.
MATERIALS: Final = {
    **dict.fromkeys(("recording_url", "caption_languages", "slides_file", "slides_url"), ""),
    "consent_on": None,
}
# Records that the site writes itself: those with the name are deleted, or lose the name.
DELETED_WITH_NAME: Final = (FormerAddress, FormerSlug, GoneAddress, LinkCheck)
WITHOUT_NAME: Final = (EventVersion, Change, Departure)


def searched_columns(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the text columns of a model that may contain a name."""
    name = model._meta.model_name
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, TEXT)
        and not column.choices
        and not {name, f"{name}.{column.name}"} & NOT_SEARCHED.keys()
    ]


def personal_data_of(person: Person) -> dict[str, Any]:
    """Return all that is stored about a person, for a JSON file (GDPR, Article 15)."""
    parts = Appearance.objects.filter(person=person).select_related("event", "talk")
    contact_of = (
        *Event.objects.filter(contact=person),
        *Series.objects.filter(contact=person),
    )
    versions = [
        {"saved_at": version.revision.date_created, "content": content_in(version)}
        for version in versions_of(person)
    ]
    return {
        "person": {it.name: it.value_to_string(person) for it in columns_of(Person)},
        "affiliations": list(content_of(person)["parts"]["affiliations"].values()),
        "portrait": _portrait(person),
        "appears_at": [_appearance(part) for part in parts.order_by("event__starts_at", "pk")],
        "contact_of": [str(row) for row in contact_of],
        "former_addresses": list(FormerSlug.of(person).values("language", "slug")),
        "versions": versions,
        "named_in_texts_of": [str(row) for row in rows_naming(*names_of(person), excluding=person)],
    }


def names_of(person: Person) -> list[str]:
    """Return a person's names and email addresses, the former ones too; the name comes first.

    Former names of one word ("N.N.") and mailboxes that others use too are left out: they are not
    personal data, and stand in many versions.
    """
    keys = _keys_of(person)
    former = [fields_in(it) for it in _versions_with(keys)]
    names = [it.get("name", "") for it in former]
    emails = [person.email, *(it.get("email", "") for it in former)]
    others = Person.objects.exclude(pk__in=keys).values_list("email", flat=True)
    centre = Website.objects.values_list("contact_email", "email", "data_protection_email")
    shared = {it.casefold() for it in (*others, *chain(*centre))}
    found = [person.name, *(it for it in names if len(it.split()) > 1)]
    found += [it for it in emails if it.casefold() not in shared]
    return list(dict.fromkeys(filter(str.strip, found)))


def rows_naming(*names: str, excluding: Person | None = None) -> list[models.Model]:
    """Return the rows with one of the names in a text that people wrote; for a talk, its event.

    Rows of the person `excluding` are left out: erasing deletes them.
    """
    found: dict[tuple[type, Any], models.Model] = {}
    for row in _rows_with(NamePattern(*names)):
        if isinstance(row, (*DELETED_WITH_NAME, *WITHOUT_NAME)):
            continue
        if excluding and excluding in (row, getattr(row, "person", None)):
            continue
        whole = getattr(row, "event", None) or getattr(row, "person", None) or row
        found[type(whole), whole.pk] = whole
    return list(found.values())


@transaction.atomic
def erase(person: Person, *, now: datetime) -> set[str]:
    """Delete a person and all personal data for good (article 17).

    These are the page, the portrait, the former addresses, the appearances, the contacts, and all
    versions with one of `names_of`. Talks stay, without speaker, slides and recording. Texts of
    other rows stay as they are: `rows_naming` lists them.

    Returns the names of all portraits that the person has had: the caller deletes the files.
    """
    theirs = Event.objects.filter(Q(contact=person) | Q(appearances__person=person))
    events = set(theirs.values_list("pk", flat=True))
    key, former, names = person.pk, FormerSlug.of(person), names_of(person)
    _erase_materials(key)
    keys = _keys_of(person)
    slugs = {person.slug, *former.values_list("slug", flat=True)}
    versions = _versions_with(keys)
    portraits = {person.portrait.name, *(fields_in(it).get("portrait") for it in versions)}
    Appearance.objects.filter(person=key).delete()
    Event.objects.filter(contact=key).update(contact=None)
    Series.objects.filter(contact=key).update(contact=None)
    _erase_from_versions(keys)
    _erase_from_feeds(slugs)
    former.delete()
    delete_versions(Person, keys)
    kind = ContentType.objects.get_for_model(Person)
    _erase_from_log(LogEntry.objects.filter(content_type=kind, object_id__in=map(str, keys)))
    person.delete()
    touched = Event.objects.filter(pk__in=events)
    revise(touched, now=now)
    _erase_from_feeds(slugs)  # Again, since `revise` may have stored departures.
    erase_name(*names)
    # Withdrawn events are searched by their last public text, which may have had the name.
    withdrawn = touched.exclude(version__withdrawn_at=None)
    SearchDocument.objects.filter(event__in=withdrawn).delete()
    return portraits - {None, ""}


@transaction.atomic
def erase_name(*names: str) -> int:
    """Delete the revisions with one of the names in them; return how many.

    Former addresses, the last public state of events, letters in the outbox, and the log of the
    admin lose it too.
    """
    sought = NamePattern(*names)
    versions = Version.objects.values_list("revision", "serialized_data", "object_repr")
    to_delete = {
        revision
        for revision, *texts in versions.iterator()
        if sought.is_in([_decoded(text) for text in texts])
    }
    SiteVersion.increment()  # Cached pages and feeds may contain the name.
    Revision.objects.filter(pk__in=to_delete).delete()
    for row in _rows_with(sought):
        if isinstance(row, DELETED_WITH_NAME):
            row.delete()
        elif isinstance(row, WITHOUT_NAME):
            _erase_from_json(row, sought)
            if isinstance(row, EventVersion) and row.withdrawn_at:
                SearchDocument.objects.filter(event=row.event_id).delete()
    erase_from_sessions(sought)
    _erase_from_letters(sought)
    log = LogEntry.objects.values_list("pk", "object_repr", "change_message").iterator()
    named = [key for key, row, message in log if sought.is_in([row, _decoded(message)])]
    _erase_from_log(LogEntry.objects.filter(pk__in=named))
    return len(to_delete)


class NamePattern:
    """Names to find in texts: in any case, in the genitive, over several lines, and as a slug."""

    def __init__(self, *names: str) -> None:
        found = []
        for name in names:
            # In HTML there may be tags between the words.
            words = [
                r"(?:[\s-]|<[^>]*>)+".join(map(re.escape, text.split()))
                for text in (name, escape(name))
            ]
            found.append(rf"(?<!\w)(?:{'|'.join(words)})s?(?!\w)")
            if slug := re.escape(slugify(name)):
                found.append(rf"(?<![^\W_]){slug}(?![^\W_])")
        self.pattern = re.compile("|".join(found), re.IGNORECASE)
        self.to_end_of_line = re.compile(f"(?:{self.pattern.pattern}).*", re.IGNORECASE)

    def is_in(self, value: Any) -> bool:
        """Return whether a text, HTML, or a text in a JSON value contains a name."""
        if isinstance(value, dict):
            return self.is_in([*value.values()])
        if isinstance(value, list):
            return any(map(self.is_in, value))
        texts = (unescape(value), unescape(strip_tags(value))) if isinstance(value, str) else ()
        return any(map(self.pattern.search, texts))

    def erased_from(self, value: Any) -> Any:
        """Return a JSON value with each text that has the name replaced."""
        if isinstance(value, dict):
            return {key: self.erased_from(it) for key, it in value.items()}
        if isinstance(value, list):
            return [self.erased_from(it) for it in value]
        return ERASED if isinstance(value, str) and self.is_in(value) else value


def _rows_with(name: NamePattern) -> Iterator[models.Model]:
    """Yield the rows of the site's models with a name in a text column."""
    for model in apps.get_app_config("events").get_models():
        columns = [column.attname for column in searched_columns(model)]
        rows = model._default_manager.order_by("pk")
        for row in rows if columns else ():
            if name.is_in([getattr(row, column) for column in columns]):
                yield row


def _keys_of(person: Person) -> set[int]:
    """Return the primary keys of a person, and of the records that were merged into it."""
    return {person.pk, *(it.merged for it in FormerSlug.of(person) if it.merged)}


def _versions_with(keys: set[int]) -> "QuerySet[Version]":
    """Return the versions of people, by their primary keys."""
    found: QuerySet[Version] = Version.objects.get_for_model(Person)
    return found.filter(object_id__in=map(str, keys))


def _decoded(text: str) -> Any:
    """Return the value of a text in JSON, or another text as it is."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _erase_from_log(entries: "QuerySet[LogEntry]") -> None:
    """Replace the names of rows in the admin's log by their keys, and clear the messages."""
    key = Concat(Value("#"), "object_id", output_field=models.CharField())
    entries.update(object_repr=key, change_message="")


def _erase_from_json(row: models.Model, name: NamePattern) -> None:
    """Replace the texts with a name in the JSON columns of a row."""
    columns = [it for it in searched_columns(type(row)) if isinstance(it, models.JSONField)]
    values = {it.attname: name.erased_from(getattr(row, it.attname)) for it in columns}
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def erase_from_sessions(name: NamePattern) -> None:
    """Delete forms with a name from sessions, which keep a form until its user signs in again."""
    for session in Session.objects.iterator():
        data = session.get_decoded()
        if name.is_in(data):
            others = {key: it for key, it in data.items() if not name.is_in(it)}
            session.session_data = Session.objects.encode(others)
            session.save(update_fields=["session_data"])


def _erase_from_letters(name: NamePattern) -> None:
    """Replace a name in the letters in the outbox: those that wait are sent without it."""
    for letter in Email.objects.iterator():
        texts = {it: getattr(letter, it) for it in ("subject", "message", "html_message")}
        new: dict[str, Any] = {key: name.pattern.sub(ERASED, it) for key, it in texts.items()}
        new["headers"] = {key: it for key, it in letter.headers.items() if not name.is_in(it)}
        calendar = _without_name(letter.context["calendar"], name)
        new["context"] = letter.context | {"calendar": calendar}
        if any(getattr(letter, key) != it for key, it in new.items()):
            # `mail.sending` does not deliver a letter that is newer than the one it has read.
            new["last_updated"] = letter.last_updated + timedelta(microseconds=1)
            Email.objects.filter(pk=letter.pk).update(**new)


def _without_name(calendar: str, name: NamePattern) -> str:
    """Return an iCalendar object without a name, and without what follows it on its line of text.

    What follows a name is for example the role or the telephone. ATTENDEE stays: it is the reader.
    """
    lines: Any = Contentlines  # Its methods have no types.
    old, new = lines.from_ical(calendar)[:-1], lines()  # The last line is empty.
    for line in old:
        key, parameters, value = line.parts()
        if key == "ATTENDEE" or not name.is_in([value, *parameters.values()]):
            new.append(line)
        elif not name.is_in([*parameters.values()]):
            value = name.to_end_of_line.sub(ERASED, value)
            new.append(Contentline.from_parts(key, parameters, value))
    return calendar if new == old else new.to_ical().decode()


def _erase_from_versions(keys: set[int]) -> None:
    """Delete the versions of a person's appearances, and the person as contact in others."""
    for version in Version.objects.get_for_model(Appearance).iterator():
        if fields_in(version).get("person") in keys:
            version.delete()
    for model in (Event, Series):
        for version in Version.objects.get_for_model(model).iterator():
            if fields_in(version).get("contact") in keys:
                _replace_fields(version, {"contact": None})


def _erase_materials(key: int) -> None:
    """Clear slides and recording of the person's talks, in their versions too; delete the files."""
    talks = Talk.objects.filter(pk__in=Talk.objects.filter(appearances__person=key).values("pk"))
    names = {it.slides_file.name for it in talks}
    rows = [str(it.pk) for it in talks]
    for version in Version.objects.get_for_model(Talk).filter(object_id__in=rows):
        names.add(fields_in(version).get("slides_file"))
        _replace_fields(version, MATERIALS)
    talks.update(**MATERIALS)
    for name in filter(None, names):
        transaction.on_commit(partial(default_storage.delete, name))


def _replace_fields(version: Version, fields: dict[str, Any]) -> None:
    data = json.loads(version.serialized_data)
    data[0]["fields"] |= fields
    version.serialized_data = json.dumps(data, ensure_ascii=False)
    version.save(update_fields=["serialized_data"])


def _erase_from_feeds(slugs: set[str]) -> None:
    """Remove a person's slugs from the last public facts of withdrawn events and departures."""
    withdrawn = EventVersion.objects.filter(last_seen__isnull=False).exclude(withdrawn_at=None)
    for rows, column in ((withdrawn, "last_seen"), (Departure.objects.all(), "seen")):
        for row in rows:
            keys = getattr(row, column)["keys"]
            if slugs & {*keys["person"]}:
                keys["person"] = [it for it in keys["person"] if it not in slugs]
                row.save(update_fields=[column])


def _portrait(person: Person) -> str | None:
    """Return the picture file in base64, or None."""
    if not person.portrait or not person.portrait.storage.exists(person.portrait.name):
        return None
    with person.portrait.open("rb") as file:
        return b64encode(file.read()).decode()


def _appearance(part: Appearance) -> dict[str, Any]:
    texts = ("role_sv", "role_en", "affiliation_sv", "affiliation_en")
    return {
        "event": str(part.event),
        "starts_at": part.event.starts_at,
        "talk": str(part.talk or ""),
        "materials": {name: str(getattr(part.talk, name) or "") for name in MATERIALS}
        if part.talk
        else {},
        **{name: getattr(part, name) for name in texts},
    }
