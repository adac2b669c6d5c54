import json

import django.core.validators
import django.db.models.deletion
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VERBS = ("add", "change", "delete", "view")
ROLES = {
    "Coordinator": [f"{verb}_{it}" for it in ("website", "websiteorganiser") for verb in VERBS],
    "Administrator": [f"{verb}_{it}" for it in ("website", "websiteorganiser") for verb in VERBS],
    "Editor": ["view_website", "view_websiteorganiser"],
}
# What an existing site has said of itself until now.
NAME, SHORT_NAME = "ATMP-centrum Uppsala", "ATMP Uppsala"
ORGANISERS = (
    ("Akademiska sjukhuset", "Akademiska sjukhuset", "akademiska-sjukhuset", "akademiska-sjukhuset"),
    ("Region Uppsala", "Region Uppsala", "region-uppsala", "region-uppsala"),
    ("Uppsala universitet", "Uppsala University", "uppsala-universitet", "uppsala-university"),
)
RENAMED = {"name_sv": "public_body_sv", "name_en": "public_body_en"}


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let an existing site say what it said; give the roles their rights; rename in versions."""
    alias = schema_editor.connection.alias
    rename_rights(apps, alias)
    give(
        apps.get_model("auth", "Group").objects.using(alias),
        apps.get_model("auth", "Permission").objects.using(alias),
    )
    rename_in_versions(apps, alias)
    if apps.get_model("events", "Event").objects.using(alias).exists():
        say_what_was_said(apps, alias)


def rename_rights(apps: Apps, alias: str) -> None:
    """Rename the rights of the renamed model, unless Django has; make those of the new one."""
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    ours = permissions.filter(content_type__app_label="events")
    for verb in VERBS:
        if ours.filter(codename=f"{verb}_website").exists():
            continue
        named = {"codename": f"{verb}_website", "name": f"Can {verb} the website"}
        ours.filter(codename=f"{verb}_operator").update(**named)
    config = apps.get_app_config("events")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=alias)
    config.models_module = None


def give(groups, permissions) -> None:
    ours = permissions.filter(content_type__app_label="events")
    for name, codenames in ROLES.items():
        for role in groups.filter(name=name):
            role.permissions.add(*ours.filter(codename__in=codenames))


def rename_in_versions(apps: Apps, alias: str) -> None:
    """Rename the model and its fields in the stored versions, so that they can be restored."""
    versions = apps.get_model("reversion", "Version").objects.using(alias)
    theirs = versions.filter(content_type__app_label="events", content_type__model__in=("operator", "website"))
    for version in theirs:
        rows = json.loads(version.serialized_data)
        for row in rows:
            row["model"] = "events.website"
            row["fields"] = {RENAMED.get(name, name): it for name, it in row["fields"].items()}
        version.serialized_data = json.dumps(rows)
        version.save(update_fields=["serialized_data"])


def say_what_was_said(apps: Apps, alias: str) -> None:
    websites = apps.get_model("events", "Website").objects.using(alias)
    websites.get_or_create(pk=1)
    names = {"name_sv": NAME, "name_en": NAME}
    short = {"short_name_sv": SHORT_NAME, "short_name_en": SHORT_NAME}
    websites.update(**names, **short, updated_at=None)
    organisers = apps.get_model("events", "Organiser").objects.using(alias)
    links = apps.get_model("events", "WebsiteOrganiser").objects.using(alias)
    for position, (name_sv, name_en, slug_sv, slug_en) in enumerate(ORGANISERS, start=1):
        known = organisers.filter(models.Q(name_sv=name_sv) | models.Q(slug_sv=slug_sv))
        it = known.order_by("pk").first() or organisers.create(
            name_sv=name_sv, name_en=name_en, slug_sv=slug_sv, slug_en=slug_en
        )
        links.create(website_id=1, organiser_id=it.pk, position=position)


class Migration(migrations.Migration):
    """The site's own words are one record: what was known of who runs it, and its name."""

    dependencies = [
        ("events", "0026_followers_and_attendees"),
        ("reversion", "0001_squashed_0004_auto_20160611_1202"),
    ]

    operations = [
        migrations.RenameModel("Operator", "Website"),
        migrations.RemoveConstraint("website", "operator_is_one"),
        migrations.RemoveConstraint("website", "operator_says_what_is_amiss"),
        migrations.RenameField("website", "name_sv", "public_body_sv"),
        migrations.RenameField("website", "name_en", "public_body_en"),
        migrations.CreateModel(
            name='WebsiteOrganiser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'organiser of the website',
                'verbose_name_plural': 'organisers of the website',
                'ordering': ('position', 'pk'),
            },
        ),
        migrations.AlterModelOptions(
            name='website',
            options={'verbose_name': 'the website', 'verbose_name_plural': 'the website'},
        ),
        migrations.AddField(
            model_name='website',
            name='description_en',
            field=models.CharField(blank=True, help_text='A sentence or two for search engines and calendars. Empty: the tagline.', max_length=300, verbose_name='description (English)'),
        ),
        migrations.AddField(
            model_name='website',
            name='description_sv',
            field=models.CharField(blank=True, help_text='A sentence or two for search engines and calendars. Empty: the tagline.', max_length=300, verbose_name='description (Swedish)'),
        ),
        migrations.AddField(
            model_name='website',
            name='first_language',
            field=models.CharField(choices=[('sv', 'Swedish'), ('en', 'English')], default='sv', help_text='For readers whose browser asks for neither Swedish nor English.', max_length=2, verbose_name='first language'),
        ),
        migrations.AddField(
            model_name='website',
            name='hue',
            field=models.PositiveSmallIntegerField(default=165, help_text='All colours are made from this hue, light and dark. Texts are as easy to read in every hue.', validators=[django.core.validators.MaxValueValidator(359)], verbose_name='colour'),
        ),
        migrations.AddField(
            model_name='website',
            name='icon',
            field=models.ImageField(blank=True, help_text='A square picture of at least 512 pixels. Empty: the knot, in the colour.', upload_to='website/', verbose_name='icon'),
        ),
        migrations.AddField(
            model_name='website',
            name='name_en',
            field=models.CharField(blank=True, help_text='The name of the centre: on every page, poster and card, and of calendars.', max_length=60, verbose_name='name (English)'),
        ),
        migrations.AddField(
            model_name='website',
            name='name_sv',
            field=models.CharField(blank=True, help_text='The name of the centre: on every page, poster and card, and of calendars.', max_length=60, verbose_name='name (Swedish)'),
        ),
        migrations.AddField(
            model_name='website',
            name='short_name_en',
            field=models.CharField(blank=True, help_text='Below the icon on a telephone: at most 12 characters.', max_length=12, verbose_name='short name (English)'),
        ),
        migrations.AddField(
            model_name='website',
            name='short_name_sv',
            field=models.CharField(blank=True, help_text='Below the icon on a telephone: at most 12 characters.', max_length=12, verbose_name='short name (Swedish)'),
        ),
        migrations.AddField(
            model_name='website',
            name='tagline_en',
            field=models.CharField(blank=True, help_text='What the site offers, in a few words. Above the first event of the home page.', max_length=100, verbose_name='tagline (English)'),
        ),
        migrations.AddField(
            model_name='website',
            name='tagline_sv',
            field=models.CharField(blank=True, help_text='What the site offers, in a few words. Above the first event of the home page.', max_length=100, verbose_name='tagline (Swedish)'),
        ),
        migrations.AddField(
            model_name='website',
            name='updated_at',
            field=models.DateTimeField(auto_now=True, null=True),
        ),
        migrations.AlterField(
            model_name='website',
            name='public_body_en',
            field=models.CharField(blank=True, max_length=120, verbose_name='public body (English)'),
        ),
        migrations.AlterField(
            model_name='website',
            name='public_body_sv',
            field=models.CharField(blank=True, max_length=120, verbose_name='public body (Swedish)'),
        ),
        migrations.AddConstraint(
            model_name='website',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='website_is_one', violation_error_message='There is one website.'),
        ),
        migrations.AddConstraint(
            model_name='website',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('conformity__in', ('partial', 'none')), _negated=True), models.Q(models.Q(('faults_sv', ''), _negated=True), models.Q(('faults_en', ''), _negated=True)), models.Q(models.Q(('burden_sv', ''), _negated=True), models.Q(('burden_en', ''), _negated=True)), models.Q(models.Q(('outside_sv', ''), _negated=True), models.Q(('outside_en', ''), _negated=True)), _connector='OR'), name='website_says_what_is_amiss', violation_error_message='Where the website is not fully compliant, say in both languages in what.'),
        ),
        migrations.AddField(
            model_name='websiteorganiser',
            name='organiser',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='website_links', to='events.organiser', verbose_name='organiser'),
        ),
        migrations.AddField(
            model_name='websiteorganiser',
            name='website',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organiser_links', to='events.website'),
        ),
        migrations.AddConstraint(
            model_name='websiteorganiser',
            constraint=models.UniqueConstraint(fields=('website', 'organiser'), name='website_organiser_once', violation_error_message='This organiser is already named.'),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
