from hashlib import sha256

import django.db.models.deletion
from django.db import migrations, models


TEXTS = ("title", "summary", "body", "audience", "price", "status_note", "image_alt", "entrance", "room")


def digests(row, name):
    texts = [getattr(row, f"{name}_{language}") for language in ("sv", "en")]
    return [sha256(text.encode()).hexdigest()[:16] if text else "" for text in texts]


def take_all_as_agreed(apps, schema_editor):
    here = schema_editor.connection.alias
    events = apps.get_model("events", "Event").objects.using(here)
    agreed = apps.get_model("events", "AgreedTexts").objects.using(here)
    for event in events.prefetch_related("talks", "appearances").iterator(chunk_size=200):
        found = {name: digests(event, name) for name in TEXTS}
        for talk in event.talks.all():
            found |= {f"talks-{talk.pk}-{name}": digests(talk, name) for name in ("title", "abstract")}
        for row in event.appearances.all():
            found[f"appearances-{row.pk}-role"] = digests(row, "role")
        agreed.create(event=event, digests=found)


class Migration(migrations.Migration):
    """What was written before translations were watched is taken as it stands."""

    dependencies = [
        ('events', '0004_withdrawn'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreedTexts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digests', models.JSONField(default=dict)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='agreed_texts', to='events.event')),
            ],
            options={
                'verbose_name': 'agreed texts',
                'verbose_name_plural': 'agreed texts',
            },
        ),
        migrations.RunPython(take_all_as_agreed, migrations.RunPython.noop),
    ]
