from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = ("Coordinator", "Administrator")


def let_them_write(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let coordinators and administrators write to all who registered, and erase addresses."""
    alias = schema_editor.connection.alias
    # Django makes permissions when all migrations have run; the roles need this one now.
    config = apps.get_app_config("events")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=alias)
    config.models_module = None
    give(
        apps.get_model("auth", "Group").objects.using(alias),
        apps.get_model("auth", "Permission").objects.using(alias),
    )


def give(groups, permissions) -> None:
    right = permissions.filter(content_type__app_label="events", codename="write_attendees")
    for role in groups.filter(name__in=ROLES):
        role.permissions.add(*right)


class Migration(migrations.Migration):
    """Who may write to those who registered."""

    dependencies = [("events", "0027_website")]

    operations = [migrations.RunPython(let_them_write, migrations.RunPython.noop)]
