"""Users in the admin: their roles, their access, and links to set a password."""

from functools import partial
from typing import Any, Final, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions.accounts import remove_second_factors
from ..models import User
from .admin_page import log_and_redirect, page_url, render_admin_page, row_path
from .bilingual_fields import OVERRIDES
from .change_list import folded_search
from .passwords import give_link
from .roles import ROLE_NAMES, role_name
from .site import site

ADMINISTRATOR: Final = "Administrator"
FACTORS: Final[dict[str, Any]] = {
    Authenticator.Type.TOTP: _("authenticator app"),
    Authenticator.Type.WEBAUTHN: _("passkey"),
    Authenticator.Type.RECOVERY_CODES: _("recovery codes"),
}


class UserForm(forms.ModelForm[User]):
    """Name, email, roles and language of a user. `signed_in` is the user who fills in the form."""

    signed_in: User

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "groups", "language")
        labels = {"email": _("Email"), "groups": _("Role")}
        help_texts = {"groups": ""}
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Require a name, an email and a role for a new user."""
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None
        if "groups" in self.fields:
            self.fields["first_name"].required = is_new
            self.fields["email"].required = is_new or bool(self.instance.email)
            groups: Any = self.fields["groups"]
            groups.required = not self.instance.is_superuser
            groups.label_from_instance = lambda group: ROLE_NAMES.get(group.name, group.name)

    def clean_email(self) -> str:
        """Refuse the email of another user, and one that is too long for a user name.

        Users sign in with it.
        """
        email = str(self.cleaned_data["email"])
        MaxLengthValidator(User._meta.get_field("username").max_length)(email)
        others = User.objects.exclude(pk=self.instance.pk)
        taken = others.filter(email__iexact=email) | others.filter(username__iexact=email)
        if email and taken.exists():
            raise ValidationError(_("A colleague has this email address already."))
        return email

    def clean_groups(self) -> QuerySet[Group]:
        """Prevent administrators from taking this role from themselves."""
        groups: QuerySet[Group] = self.cleaned_data["groups"]
        is_own = self.instance.pk == self.signed_in.pk and not self.instance.is_superuser
        if is_own and not groups.filter(name=ADMINISTRATOR).exists():
            raise ValidationError(_("Another administrator must take this role from you."))
        return groups


@admin.register(User, site=site)
class UserAdmin(ModelAdmin[User]):
    """The admin of users. A new user gets an invitation with a link to set a password."""

    form = UserForm
    formfield_overrides = OVERRIDES
    list_display = ("__str__", "address", "role", "last_login", "has_second_factor", "access")
    ordering = ("-is_active", "first_name", "last_name", "username")
    search_fields = ("first_name", "last_name", "email", "username")
    actions = None
    readonly_fields = ("username", "last_login", "second_factor")
    fieldsets = ((None, {"fields": (("first_name", "last_name"), "email", "groups", "language")}),)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Add the facts about signing in for a stored user."""
        own = (_("Signing in"), {"fields": self.readonly_fields})
        return self.fieldsets if obj is None else (*self.fieldsets, own)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Set the user who fills in the form."""
        form: Any = super().get_form(request, obj, change, **kwargs)  # a new class each time
        form.signed_in = request.user
        return form

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Search without case and accents."""
        return folded_search(queryset, self.get_search_fields(request), search_term), False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let only superusers change superusers: a link to set a password gives access as them."""
        user = cast(User, request.user)
        is_above = obj is not None and obj.is_superuser and not user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Prevent users from deleting themselves, and users whom they may not change."""
        is_own = obj is not None and obj.pk == request.user.pk
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and self.has_change_permission(request, obj) and not is_own

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name only the user. The history of their changes is kept without the name."""
        return [str(row) for row in objs], {}, set(), []

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the roles, and annotate whether users have a second factor."""
        owned = Authenticator.objects.filter(user=OuterRef("pk"))
        has = Exists(owned.exclude(type=Authenticator.Type.RECOVERY_CODES))
        return super().get_queryset(request).annotate(has_second=has).prefetch_related("groups")

    @admin.display(description=_("email"), ordering="email")
    def address(self, user: User) -> str:
        """Return the email, under the same name as elsewhere."""
        return user.email

    @admin.display(description=_("role"))
    def role(self, user: User) -> str:
        """Return the names of the roles."""
        names = [role_name(group.name) for group in user.groups.all()]
        return ", ".join(names) or (gettext("Everything") if user.is_superuser else "")

    @admin.display(boolean=True, description=_("two steps"), ordering="has_second")
    def has_second_factor(self, user: Any) -> bool:
        """Return whether signing in needs more than a password."""
        return bool(user.has_second)

    @admin.display(description=_("access"))
    def access(self, user: User) -> str:
        """Return a button that takes away the access or gives it back."""
        words = _("Take away the access") if user.is_active else _("Give back the access")
        return format_html(
            '<button type="submit" formaction="{}" class="check" aria-label="{}: {}">{}</button>',
            row_path(user, "access"),
            words,
            user,
            words,
        )

    @admin.display(description=_("Second step"))
    def second_factor(self, user: User) -> str:
        """Return the second factors of a user, with a link to the page that removes lost ones."""
        factors = Authenticator.objects.filter(user=user).order_by("type", "pk")
        names = [FACTORS[factor.type] for factor in factors]
        if not names:
            return gettext("None: the password is enough.")
        address = reverse("admin:events_user_lost_second_factor", args=[user.pk])
        return format_html(
            '{}. <a href="{}">{}</a>', ", ".join(map(str, names)), address, gettext("It is lost")
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the actions on a user, and the page for a lost second factor."""
        url = partial(page_url, self, permission="change")
        return [
            url("<int:pk>/access/", access_page, "access", is_post_only=True),
            url("<int:pk>/link/", link_page, "link", is_post_only=True),
            url("<int:pk>/lost-second-factor/", lost_second_factor_page, "lost_second_factor"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save a user. Without another user name it is the email. A role gives access."""
        if not change or obj.username == form.initial.get("email"):
            obj.username = obj.email
        if not change:
            obj.set_unusable_password()
        obj.is_staff = obj.is_superuser or bool(form.cleaned_data["groups"])
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Invite the new user."""
        give_link(request, obj, is_invitation=True)
        return HttpResponseRedirect(row_path(obj))


def access_page(model_admin: Any, request: HttpRequest, user: User) -> HttpResponse:
    """Take away a user's access, or give it back. Taking it away ends the user's sessions."""
    if user.pk == request.user.pk:
        messages.error(request, _("Another administrator must take away your own access."))
        return redirect("admin:events_user_changelist")
    user.is_active = not user.is_active
    user.save(update_fields=["is_active"])
    change = _("Gave back the access.") if user.is_active else _("Took away the access.")
    model_admin.log_change(request, user, str(change))
    message = _("%(name)s can sign in again.") if user.is_active else _("%(name)s cannot sign in.")
    messages.success(request, message % {"name": user})
    return redirect("admin:events_user_changelist")


def link_page(model_admin: Any, request: HttpRequest, user: User) -> HttpResponse:
    """Give a user a new link to set a password."""
    give_link(request, user, is_invitation=not user.has_usable_password())
    model_admin.log_change(request, user, gettext("Gave a link to set a password."))
    return HttpResponseRedirect(row_path(user))


def lost_second_factor_page(model_admin: Any, request: HttpRequest, user: User) -> HttpResponse:
    """Remove the second factors of a user who has lost them, after a confirmation."""
    if request.method == "POST":
        remove_second_factors(user)
        change = gettext("Removed the second factor.")
        message = gettext("Removed. The password is enough to sign in now.")
        return log_and_redirect(model_admin, request, user, change, message)
    title = _("Remove a lost second factor")
    return render_admin_page(
        model_admin, request, "admin/lost_second_factor.html", title=title, original=user
    )
