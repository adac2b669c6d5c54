from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GIVEN = ("view_attendee", "change_attendee", "write_attendees")
ROLES = ("Coordinator", "Administrator")


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let coordinators and administrators see, change and write to those who registered."""
    alias = schema_editor.connection.alias
    # Django makes permissions when all migrations have run; the roles need them now.
    config = apps.get_app_config("events")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=alias)
    config.models_module = None
    give(
        apps.get_model("auth", "Group").objects.using(alias),
        apps.get_model("auth", "Permission").objects.using(alias),
    )


def give(groups, permissions) -> None:
    ours = permissions.filter(content_type__app_label="events", codename__in=GIVEN)
    for role in groups.filter(name__in=ROLES):
        role.permissions.add(*ours)


class Migration(migrations.Migration):
    """Addresses of those who registered are for coordinators and administrators, not editors."""

    dependencies = [("events", "0027_website")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
