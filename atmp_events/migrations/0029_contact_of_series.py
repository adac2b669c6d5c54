import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A person who is the contact of a series is not deleted."""

    dependencies = [("events", "0028_write_to_attendees")]

    operations = [
        migrations.AlterField(
            model_name="series",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="series",
                to="events.person",
                verbose_name="contact person",
            ),
        )
    ]
