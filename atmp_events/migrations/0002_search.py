from django.db import migrations


class Migration(migrations.Migration):
    """Made the tables of a full-text index once. 0015 drops them where they are."""

    dependencies = [("events", "0001_initial")]

    operations = []
