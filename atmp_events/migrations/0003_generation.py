from django.db import migrations, models


class Migration(migrations.Migration):
    """The stamp of delivery/generation.py, and indexes for the moments that the clock reaches."""

    dependencies = [
        ('events', '0002_search'),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE TABLE events_generation"
            " (id integer PRIMARY KEY CHECK (id = 1), stamp varchar(32) NOT NULL)",
            "DROP TABLE events_generation",
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['state', 'publish_at'], name='event_by_publishing'),
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
