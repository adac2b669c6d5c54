from django.db import migrations, models


def no_longer_watch(apps, schema_editor):
    """Remove the triggers, which post_migrate has set: without the table every write would fail."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS events_generation_bump() CASCADE")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%events_generation%'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


class Migration(migrations.Migration):
    """The stamps of delivery/generation.py, and indexes for the moments that the clock reaches."""

    dependencies = [
        ('events', '0008_link_check'),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE TABLE events_generation (stamp varchar(32) NOT NULL PRIMARY KEY)",
            "DROP TABLE events_generation",
        ),
        migrations.RunPython(migrations.RunPython.noop, no_longer_watch),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['state', 'deleted_at', 'publish_at', 'kind', 'year', 'spoken_languages'], name='event_by_publishing'),
        ),
        migrations.RemoveIndex(
            model_name='event',
            name='event_by_end',
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['state', 'ends_at', 'starts_at'], name='event_by_end'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['state', 'registration_opens_at'], name='event_by_opening'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['state', 'registration_closes_at'], name='event_by_closing'),
        ),
    ]
