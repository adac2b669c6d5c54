from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes for the moments that the clock reaches. Its table of stamps was dropped by 0018."""

    dependencies = [
        ('events', '0008_link_check'),
    ]

    operations = [
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
