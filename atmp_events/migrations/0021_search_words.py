"""Search documents get more words ("CAR-T" also as "cart").

They are deleted here, and made anew after the last migration (`apps._upgrade`).
"""

from django.db import migrations


def delete_documents(apps, schema_editor):
    """Delete the search documents of all events."""
    documents = apps.get_model("events", "SearchDocument")
    documents.objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    """Make the search documents anew."""

    dependencies = [("events", "0020_feed_history")]
    operations = [migrations.RunPython(delete_documents, migrations.RunPython.noop)]
