from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ADDED = ("add_venue", "add_organiser")


def let_editors_add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let editors add what an event needs and nobody has written yet."""
    alias = schema_editor.connection.alias
    give(
        apps.get_model("auth", "Group").objects.using(alias),
        apps.get_model("auth", "Permission").objects.using(alias),
    )


def give(groups, permissions) -> None:
    ours = permissions.filter(content_type__app_label="events", codename__in=ADDED)
    for role in groups.filter(name="Editor"):
        role.permissions.add(*ours)


class Migration(migrations.Migration):
    """A draft may have a picture that is not described yet; editors add venues and organisers."""

    dependencies = [("events", "0021_search_words")]

    operations = [
        migrations.RemoveConstraint(model_name="event", name="event_image_has_alternative"),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    ("image", ""),
                    models.Q(
                        models.Q(("image_alt_sv", ""), _negated=True),
                        models.Q(("image_alt_en", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="event_image_has_alternative",
                violation_error_message="Say in both languages what the picture shows.",
            ),
        ),
        migrations.RunPython(let_editors_add, migrations.RunPython.noop),
    ]
