from django.db import migrations


def drop(apps, schema_editor):
    """Drop what sites of earlier releases have: triggers that left a stamp at every write."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS events_generation_bump() CASCADE")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%events_generation%'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute("DROP TABLE IF EXISTS events_generation")


class Migration(migrations.Migration):
    """The site's version (`SiteVersion`) says when an answer no longer holds."""

    dependencies = [
        ('events', '0017_revisions'),
    ]

    operations = [
        migrations.RunPython(
            drop,
            migrations.RunPython.noop,
        ),
    ]
