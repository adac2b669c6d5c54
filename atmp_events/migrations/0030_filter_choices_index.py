from django.db import migrations, models


class Migration(migrations.Migration):
    """The choices of the filters are read from an index alone."""

    dependencies = [("events", "0029_contact_of_series")]

    operations = [
        migrations.RemoveIndex(model_name="event", name="event_by_few_values"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=[
                    "state",
                    "deleted_at",
                    "kind",
                    "year",
                    "spoken_languages",
                    "publish_at",
                    "starts_at",
                    "ends_at",
                ],
                name="event_by_few_values",
            ),
        ),
    ]
