from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

CONTENT = (
    "event",
    "eventorganiser",
    "talk",
    "appearance",
    "series",
    "person",
    "affiliation",
    "venue",
    "organiser",
    "page",
    "operator",
)
ALL = ("add", "change", "delete", "view")
ROLES = {
    "Coordinator": [f"{verb}_{model}" for model in CONTENT for verb in ALL] + ["publish_event"],
    "Editor": [f"{verb}_{model}" for model in CONTENT[:4] for verb in ALL]
    + [f"{verb}_{model}" for model in ("person", "affiliation") for verb in ("add", "view")]
    + [f"view_{model}" for model in ("series", "venue", "organiser", "page", "operator")],
    "Administrator": [f"{verb}_{model}" for model in ("user", "group") for verb in ALL]
    + [f"{verb}_operator" for verb in ALL]
    + [f"view_{model}" for model in CONTENT[:-1]],
}


def create(apps: Apps, schema_editor) -> None:
    here = schema_editor.connection.alias
    # Django makes permissions when all migrations have run; the roles need them now.
    for label in ("events", "auth"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0, using=here)
        config.models_module = None
    groups = apps.get_model("auth", "Group").objects.using(here)
    permissions = apps.get_model("auth", "Permission").objects.using(here)
    give(groups, permissions)


def give(groups, permissions) -> None:
    ours = permissions.filter(content_type__app_label__in=("events", "auth"))
    for name, codenames in ROLES.items():
        role, _ = groups.get_or_create(name=name)
        role.permissions.add(*ours.filter(codename__in=codenames))


class Migration(migrations.Migration):
    """The three roles. Whoever runs the site may change them: later migrations only add."""

    dependencies = [
        ("events", "0005_agreed_texts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="event",
            options={
                "get_latest_by": "starts_at",
                "ordering": ("-starts_at", "-pk"),
                "permissions": [("publish_event", "Can publish events, and change published ones")],
                "verbose_name": "event",
                "verbose_name_plural": "events",
            },
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
