from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import atmp_events.models.choices


def search_for_recordings(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Delete the search documents of events with recording or slides: they are made anew."""
    documents = apps.get_model("events", "SearchDocument").objects
    shown = models.Q(event__recording_url="", event__slides_url="")
    documents.using(schema_editor.connection.alias).exclude(shown).delete()


class Migration(migrations.Migration):
    """Slides and recording of a talk, and whether an event will have any."""

    dependencies = [
        ('events', '0023_register_by_email'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='no_materials',
            field=models.BooleanField(default=False, help_text='The start page does not ask for them then.', verbose_name='there will be no slides or recording'),
        ),
        migrations.AddField(
            model_name='talk',
            name='caption_languages',
            field=models.CharField(blank=True, max_length=30, validators=[atmp_events.models.choices.check_languages], verbose_name='languages of the captions'),
        ),
        migrations.AddField(
            model_name='talk',
            name='consent_on',
            field=models.DateField(blank=True, help_text='The day on which the speaker agreed that everyone may see the slides and the recording. Nobody sees them before it is written here.', null=True, verbose_name='the speaker agreed on'),
        ),
        migrations.AddField(
            model_name='talk',
            name='recording_url',
            field=models.URLField(blank=True, verbose_name='recording'),
        ),
        migrations.AddField(
            model_name='talk',
            name='slides_file',
            field=models.FileField(blank=True, upload_to='slides/', verbose_name='slides (PDF)'),
        ),
        migrations.AddField(
            model_name='talk',
            name='slides_url',
            field=models.URLField(blank=True, verbose_name='link to the slides'),
        ),
        migrations.RunPython(search_for_recordings, migrations.RunPython.noop),
    ]
