import json
from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Per relation: the model of its rows, and what these call the row that they belong to.
PARTS = {
    "organiser_links": ("eventorganiser", "event"),
    "talks": ("talk", "event"),
    "appearances": ("appearance", "event"),
    "affiliations": ("affiliation", "person"),
}
NAMES = ("name", "name_sv", "name_en", "title_sv", "title_en", "key")
DELETED = "deleted"
AT_ONCE = 200


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write each version as a revision; one more, of that day, for each that can be restored."""
    alias = schema_editor.connection.alias
    old = apps.get_model("events", "Version").objects.using(alias).order_by("pk")
    revisions = apps.get_model("reversion", "Revision").objects.using(alias)
    version = apps.get_model("reversion", "Version")
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    keys: dict[str, int] = {}
    for row in old.iterator(chunk_size=AT_ONCE):
        dates = [(row.saved_at, "")]
        if row.deleted_at:
            dates.append((row.deleted_at, DELETED))
        for date, comment in dates:
            revision = revisions.create(date_created=date, user_id=row.by_id, comment=comment)
            rows = []
            for kind, key, fields in _rows(row):
                if kind not in keys:
                    keys[kind] = kinds.get_or_create(app_label="events", model=kind)[0].pk
                told = [{"model": f"events.{kind}", "pk": key, "fields": fields}]
                rows.append(
                    version(
                        revision_id=revision.pk,
                        object_id=str(key),
                        content_type_id=keys[kind],
                        db="default",
                        format="json",
                        serialized_data=json.dumps(told, ensure_ascii=False),
                        object_repr=next(filter(None, map(fields.get, NAMES)), f"{kind} {key}"),
                    )
                )
            version.objects.using(alias).bulk_create(rows)


def _rows(old: Any) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield model, key and fields of a row and of those that belonged to it."""
    yield old.kind, old.row, old.content["fields"]
    for relation, parts in old.content.get("parts", {}).items():
        kind, owner = PARTS[relation]
        for key, fields in parts.items():
            yield kind, int(key), {**fields, owner: old.row}


class Migration(migrations.Migration):
    """The history is kept by django-reversion."""

    dependencies = [
        ('events', '0016_event_version'),
        ('reversion', '0002_add_index_on_version_for_content_type_and_db'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name='Version'),
    ]
