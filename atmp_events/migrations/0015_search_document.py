import django.db.models.deletion
from django.db import migrations, models

# Of the full-text index that sites made before this version have.
TABLES = ("events_search_term", "events_search", "events_search_word")


def drop_full_text_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS events_search_hits(tsquery)", params=None)
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}", params=None)


class Migration(migrations.Migration):
    """The documents of existing events are written after `migrate` (apps.py)."""

    dependencies = [
        ("events", "0014_site_version"),
    ]

    operations = [
        migrations.RunPython(drop_full_text_index, migrations.RunPython.noop),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.TextField(blank=True, editable=False)),
                ("words", models.TextField(blank=True, editable=False)),
                ("event", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="search_document", to="events.event")),
            ],
            options={
                "verbose_name": "search words",
                "verbose_name_plural": "search words",
            },
        ),
    ]
