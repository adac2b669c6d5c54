"""What is held about a person, in one piece; and how all of it goes (GDPR, articles 15 and 17)."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any, Final

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.html import strip_tags
from django.utils.text import slugify
from reversion.models import Revision, Version

from ..models import (
    Affiliation,
    Appearance,
    Change,
    Event,
    EventVersion,
    FormerAddress,
    FormerSlug,
    GoneAddress,
    LinkCheck,
    Person,
    SearchDocument,
    Series,
)
from .revising import revise, touched_by
from .versions import columns_of, content_in, content_of, forget, versions_of

TEXT: Final = (models.CharField, models.TextField, models.JSONField)
LEFT_OUT: Final = "…"  # stands where a name was in what readers saw last
# Text columns in which no name is sought, each with the reason.
NOT_SEARCHED: Final = {
    "event.uid": "made by the site: a UUID",
    "event.code": "made by the site at random",
    "event.timezone": "chosen from a list",
    "event.spoken_languages": "chosen from a list",
    "eventversion.fingerprint": "a digest",
    "agreedtexts.digests": "digests",
    "preview.token": "made by the site at random",
    "searchdocument.title": "a folded copy of the event's texts, written with them",
    "searchdocument.words": "a folded copy of the event's texts, written with them",
    "user.password": "a digest",
    "user.username": "of an account, which an administrator deletes",
    "user.first_name": "of an account, which an administrator deletes",
    "user.last_name": "of an account, which an administrator deletes",
    "user.email": "of an account, which an administrator deletes",
}
# What the site writes itself: gone, or without the name, when it is erased.
DELETED_WITH_NAME: Final = (FormerAddress, FormerSlug, GoneAddress, LinkCheck)
WITHOUT_NAME: Final = (EventVersion, Change)


def searched_columns(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the columns of a model in which a name may stand."""
    name = model._meta.model_name
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, TEXT)
        and not column.choices
        and f"{name}.{column.name}" not in NOT_SEARCHED
    ]


def held_about(person: Person) -> str:
    """Return everything that is held about a person, as JSON that can be read by people too."""
    parts = Appearance.objects.filter(person=person).select_related("event", "talk")
    versions = [
        {"saved_at": version.revision.date_created, "content": content_in(version)}
        for version in versions_of(person)
    ]
    told = {
        "person": {it.name: it.value_to_string(person) for it in columns_of(Person)},
        "affiliations": list(content_of(person)["parts"]["affiliations"].values()),
        "portrait": _portrait(person),
        "appears_at": [_appearance(part) for part in parts.order_by("event__starts_at", "pk")],
        "contact_of": [str(it) for it in _asked_about(person)],
        "former_addresses": list(FormerSlug.of(person).values("language", "slug")),
        "versions": versions,
        "named_in_texts_of": [str(row) for row in naming(person)],
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"


def naming(person: Person) -> list[models.Model]:
    """Return the rows in whose texts a person's name stands: they must be changed by hand.

    Where she only appears or is the contact is no text: that goes by itself.
    """
    return naming_by_hand(person.name, but=person)


def naming_by_hand(name: str, *, but: Person | None = None) -> list[models.Model]:
    """Return the rows that people edit in whose texts a name stands; of a talk, its event.

    What belongs to the person `but` is left out.
    """
    found: dict[tuple[type, Any], models.Model] = {}
    for row in _rows_with(Name(name)):
        if isinstance(row, (*DELETED_WITH_NAME, *WITHOUT_NAME)) or _belongs_to(row, but):
            continue
        whole = getattr(row, "event", None) or getattr(row, "person", None) or row
        found[type(whole), whole.pk] = whole
    return list(found.values())


@transaction.atomic
def erase(person: Person, *, now: datetime) -> None:
    """Delete a person with all that is held about her, for good; talks stay, without a speaker.

    Gone are her page, portrait and former addresses, where she appears and is the contact, and
    all versions that contain her name. What is written about her in texts stays: see `naming`.
    """
    events = list(touched_by(person).values_list("pk", flat=True))
    key, portrait = person.pk, person.portrait
    Appearance.objects.filter(person=key).delete()
    Event.objects.filter(contact=key).update(contact=None)
    Series.objects.filter(contact=key).update(contact=None)
    _leave_versions(key)
    _leave_selections(person.slug)
    FormerSlug.of(person).delete()
    forget(Person, [key])
    kind = ContentType.objects.get_for_model(Person)
    LogEntry.objects.filter(content_type=kind, object_id=str(key)).update(
        object_repr=f"#{key}", change_message=""
    )
    person.delete()
    touched = Event.objects.filter(pk__in=events)
    revise(touched, now=now)
    erase_name(person.name)
    # What was withdrawn is found by what readers last saw of it, and her name was among that.
    withdrawn = touched.exclude(version__withdrawn_at=None)
    SearchDocument.objects.filter(event__in=withdrawn).delete()
    if portrait:
        transaction.on_commit(lambda: portrait.storage.delete(portrait.name))


@transaction.atomic
def erase_name(name: str) -> int:
    """Delete the versions in which a name stands; return how many.

    It goes from former addresses, from what was told of events before, and from the log, too.
    """
    sought = Name(name)
    versions = Version.objects.values_list("revision", "serialized_data", "object_repr")
    doomed = {
        revision
        for revision, *texts in versions.iterator()
        if any(sought.stands_in(text) for text in texts)
    }
    Revision.objects.filter(pk__in=doomed).delete()
    for row in _rows_with(sought):
        if isinstance(row, DELETED_WITH_NAME):
            row.delete()
        elif isinstance(row, WITHOUT_NAME):
            _leave_out(row, sought)
            if isinstance(row, EventVersion) and row.withdrawn_at:
                SearchDocument.objects.filter(event=row.event_id).delete()
    for entry in LogEntry.objects.iterator():
        if sought.stands_in(f"{entry.object_repr} {_unescaped(entry.change_message)}"):
            LogEntry.objects.filter(pk=entry.pk).update(
                object_repr=f"#{entry.object_id}", change_message=""
            )
    return len(doomed)


class Name:
    """A person's name as it is sought in texts: whatever its case, in the genitive too."""

    def __init__(self, name: str) -> None:
        words = r"[\s-]+".join(re.escape(word) for word in name.split())
        slug = re.escape(slugify(name))
        address = rf"|(?<![^\W_]){slug}(?![^\W_])" if slug else ""
        self.pattern = re.compile(rf"(?<!\w){words}s?(?!\w){address}", re.IGNORECASE)

    def stands_in(self, text: str) -> bool:
        """Tell whether a text, perhaps HTML, contains the name."""
        return bool(self.pattern.search(text) or self.pattern.search(unescape(strip_tags(text))))

    def left_out_of(self, value: Any) -> Any:
        """Return a value of JSON without the name."""
        if isinstance(value, dict):
            return {key: self.left_out_of(it) for key, it in value.items()}
        if isinstance(value, list):
            return [self.left_out_of(it) for it in value]
        return LEFT_OUT if isinstance(value, str) and self.stands_in(value) else value


def _rows_with(name: Name) -> Iterator[models.Model]:
    """Yield the rows of our models in whose texts a name stands."""
    for model in apps.get_app_config("events").get_models():
        columns = [column.attname for column in searched_columns(model)]
        rows = model._default_manager.order_by("pk")
        for row in rows if columns else ():
            if any(name.stands_in(_as_text(getattr(row, column))) for column in columns):
                yield row


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _unescaped(message: str) -> str:
    try:
        return json.dumps(json.loads(message), ensure_ascii=False)
    except ValueError:
        return message


def _leave_out(row: models.Model, name: Name) -> None:
    """Leave a name out of the JSON of a row."""
    columns = [it for it in searched_columns(type(row)) if isinstance(it, models.JSONField)]
    values = {it.attname: name.left_out_of(getattr(row, it.attname)) for it in columns}
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def _belongs_to(row: models.Model, person: Person | None) -> bool:
    if person is None:
        return False
    if isinstance(row, (Affiliation, Appearance)):
        return row.person_id == person.pk
    return isinstance(row, Person) and row.pk == person.pk


def _leave_versions(key: int) -> None:
    """Take a person's parts out of what events were, and out of whom one could ask."""
    told = Version.objects.filter(content_type__app_label="events")
    parts = told.filter(content_type__model="appearance")
    for version in parts.iterator():
        if _fields(version).get("person") == key:
            version.delete()
    for version in told.filter(content_type__model__in=("event", "series")).iterator():
        data = json.loads(version.serialized_data)
        if data[0]["fields"].get("contact") == key:
            data[0]["fields"]["contact"] = None
            version.serialized_data = json.dumps(data, ensure_ascii=False)
            version.save(update_fields=["serialized_data"])


def _fields(version: Version) -> dict[str, Any]:
    return dict(json.loads(version.serialized_data)[0]["fields"])


def _leave_selections(slug: str) -> None:
    for version in EventVersion.objects.filter(last_seen__isnull=False).exclude(withdrawn_at=None):
        keys = (version.last_seen or {})["keys"]
        if slug in keys["person"]:
            keys["person"].remove(slug)
            version.save(update_fields=["last_seen"])


def _portrait(person: Person) -> str | None:
    """Return the picture as it is stored, in base64."""
    if not person.portrait or not person.portrait.storage.exists(person.portrait.name):
        return None
    with person.portrait.open("rb") as file:
        return b64encode(file.read()).decode()


def _appearance(part: Appearance) -> dict[str, Any]:
    return {
        "event": str(part.event),
        "starts_at": part.event.starts_at,
        "talk": str(part.talk or ""),
        **{name: getattr(part, name) for name in ("role_sv", "role_en")},
        **{name: getattr(part, name) for name in ("affiliation_sv", "affiliation_en")},
    }


def _asked_about(person: Person) -> list[Event | Series]:
    return [*Event.objects.filter(contact=person), *Series.objects.filter(contact=person)]
