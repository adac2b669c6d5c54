from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Coalesce


def remember_since_when(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Say of what is published since when readers see it, so that its withdrawal is noticed."""
    events = apps.get_model("events", "Event").objects.using(schema_editor.connection.alias)
    events.filter(state="published").update(visible_at=Coalesce("publish_at", "changed_at", "created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_operator'),
    ]

    operations = [
        migrations.CreateModel(
            name='GoneAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('sv', 'sv'), ('en', 'en')], max_length=2)),
                ('year', models.PositiveSmallIntegerField()),
                ('slug', models.SlugField(max_length=100)),
                ('gone_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'address of a deleted event',
                'verbose_name_plural': 'addresses of deleted events',
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_address_sv_once',
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_address_en_once',
        ),
        migrations.AddField(
            model_name='event',
            name='deleted_at',
            field=models.DateTimeField(db_index=True, editable=False, null=True, verbose_name='deleted'),
        ),
        migrations.AddField(
            model_name='event',
            name='last_seen',
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='left_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='visible_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='withdrawn_at',
            field=models.DateTimeField(db_index=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('slug_sv', ''), _negated=True), ('deleted_at__isnull', True)), fields=('year', 'slug_sv'), name='event_address_sv_once', violation_error_message='Another event of that year has this address.'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('slug_en', ''), _negated=True), ('deleted_at__isnull', True)), fields=('year', 'slug_en'), name='event_address_en_once', violation_error_message='Another event of that year has this address.'),
        ),
        migrations.AddConstraint(
            model_name='goneaddress',
            constraint=models.UniqueConstraint(fields=('language', 'year', 'slug'), name='gone_address_once'),
        ),
        migrations.RunPython(remember_since_when, migrations.RunPython.noop),
    ]
