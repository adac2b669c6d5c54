import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COLUMNS = (
    "fingerprint",
    "sequence",
    "schedule",
    "changed_at",
    "visible_at",
    "withdrawn_at",
    "left_at",
    "last_seen",
)
AT_ONCE = 500


def move_to_a_row_of_their_own(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Copy what is known of each event's version; until now all that changed was news."""
    alias = schema_editor.connection.alias
    events = apps.get_model("events", "Event").objects.using(alias).order_by("pk")
    version = apps.get_model("events", "EventVersion")
    rows = (
        version(event_id=row["pk"], news_at=row["changed_at"], **{it: row[it] for it in COLUMNS})
        for row in events.values("pk", *COLUMNS).iterator(chunk_size=AT_ONCE)
    )
    version.objects.using(alias).bulk_create(rows, batch_size=AT_ONCE)


def move_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put each version back into its event."""
    alias = schema_editor.connection.alias
    events = apps.get_model("events", "Event").objects.using(alias)
    versions = apps.get_model("events", "EventVersion").objects.using(alias)
    for row in versions.values("event", *COLUMNS):
        events.filter(pk=row.pop("event")).update(**row)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0014_site_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="EventVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("schedule", models.JSONField(editable=False, null=True)),
                ("changed_at", models.DateTimeField(editable=False, null=True)),
                ("news_at", models.DateTimeField(db_index=True, editable=False, null=True)),
                ("visible_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(db_index=True, editable=False, null=True)),
                ("left_at", models.DateTimeField(editable=False, null=True)),
                ("last_seen", models.JSONField(editable=False, null=True)),
                ("event", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="version", to="events.event")),
            ],
            options={
                "verbose_name": "version of the event",
                "verbose_name_plural": "versions of the events",
            },
        ),
        migrations.RunPython(move_to_a_row_of_their_own, move_back),
        *(migrations.RemoveField(model_name="event", name=name) for name in COLUMNS),
    ]
