"""What is held about a person, in one piece; and how all of it goes (GDPR, articles 15 and 17)."""

import json
from base64 import b64encode
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q

from ..models import (
    Appearance,
    Event,
    EventQuerySet,
    EventVersion,
    FormerSlug,
    Person,
    Series,
    Version,
)
from ..search import index
from .remembering import columns_of, content_of, digest_of, forget, versions_of
from .revising import revise, touched_by


def held_about(person: Person) -> str:
    """Return everything that is held about a person, as JSON that can be read by people too."""
    parts = Appearance.objects.filter(person=person).select_related("event", "talk")
    told = {
        "person": {it.name: it.value_to_string(person) for it in columns_of(Person)},
        "affiliations": list(content_of(person)["parts"]["affiliations"].values()),
        "portrait": _portrait(person),
        "appears_at": [_appearance(part) for part in parts.order_by("event__starts_at", "pk")],
        "contact_of": [str(it) for it in _asked_about(person)],
        "former_addresses": list(FormerSlug.of(person).values("language", "slug")),
        "versions": list(versions_of(person).values("saved_at", "content")),
        "named_in_texts_of": [str(event) for event in naming(person)],
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"


def naming(person: Person) -> EventQuerySet:
    """Return the events in whose own texts the name stands: those must be changed by hand.

    Where she only appears or is the contact is no text: that goes by itself.
    """
    found = index.matching(Event.objects.filter(deleted_at=None), person.name)
    linked = Q(appearances__person=person) | Q(contact=person)
    columns = ("title", "summary", "body", "audience", "status_note")
    texts = Q()
    for column in columns:
        for language in ("sv", "en"):
            texts |= Q(**{f"{column}_{language}__icontains": person.name})
    texts |= Q(talks__title_sv__icontains=person.name) | Q(talks__title_en__icontains=person.name)
    texts |= Q(talks__abstract_sv__icontains=person.name)
    texts |= Q(talks__abstract_en__icontains=person.name)
    either = Q(pk__in=found.order_by().values("pk")) | linked
    keys = Event.objects.filter(either).filter(texts, deleted_at=None).values("pk")
    return Event.objects.filter(pk__in=keys).order_by("starts_at", "pk")


@transaction.atomic
def erase(person: Person, *, now: datetime) -> None:
    """Delete a person with all that is held about her, for good; talks stay, without a speaker.

    Gone are her page, portrait and former addresses, where she appears and is the contact, all
    versions, and her part in the versions of events. What was written about her in the texts of
    events stays: see `naming`.
    """
    events = list(touched_by(person).values_list("pk", flat=True))
    key, portrait = person.pk, person.portrait
    Appearance.objects.filter(person=key).delete()
    Event.objects.filter(contact=key).update(contact=None)
    Series.objects.filter(contact=key).update(contact=None)
    _forget_in_versions(key)
    _forget_in_what_was_withdrawn(person)
    FormerSlug.of(person).delete()
    forget(Person, [key])
    kind = ContentType.objects.get_for_model(Person)
    LogEntry.objects.filter(content_type=kind, object_id=str(key)).update(
        object_repr=f"#{key}", change_message=""
    )
    person.delete()
    touched = Event.objects.filter(pk__in=events)
    revise(touched, now=now)
    # What was withdrawn is found by what readers last saw of it, and her name was among that.
    index.remove(touched.exclude(version__withdrawn_at=None).values_list("pk", flat=True))
    if portrait:
        transaction.on_commit(lambda: portrait.storage.delete(portrait.name))


def _forget_in_versions(key: int) -> None:
    """Take her parts out of what events were, and her name out of whom one could ask."""
    for version in Version.objects.filter(kind="event").iterator():
        content = version.content
        parts = content.get("parts", {}).get("appearances", {})
        hers = [number for number, part in parts.items() if part.get("person") == key]
        if not hers and content["fields"].get("contact") != key:
            continue
        for number in hers:
            del parts[number]
        if content["fields"].get("contact") == key:
            content["fields"]["contact"] = None
        version.digest = digest_of(content)
        version.save(update_fields=["content", "digest"])


def _forget_in_what_was_withdrawn(person: Person) -> None:
    for version in EventVersion.objects.exclude(last_seen=None).exclude(withdrawn_at=None):
        keys = (version.last_seen or {})["keys"]
        if person.slug in keys["person"]:
            keys["person"].remove(person.slug)
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
