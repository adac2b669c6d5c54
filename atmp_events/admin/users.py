"""Accounts in the admin."""

from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions.accounts import remove_second_factors
from ..models import User
from .roles import ROLE_NAMES
from .site import site

LANGUAGE: Any = (_("Language"), {"fields": ("language",)})
FACTORS: Final[dict[str, Any]] = {
    Authenticator.Type.TOTP: _("authenticator app"),
    Authenticator.Type.WEBAUTHN: _("passkey"),
    Authenticator.Type.RECOVERY_CODES: _("recovery codes"),
}
SECOND_FACTOR: Any = (_("Sign-in in two steps"), {"fields": ("second_factor",)})


@admin.register(Group, site=site)
class RoleAdmin(GroupAdmin):
    """A role. Only superusers change what it may do: an administrator could give herself all."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only superusers may add roles."""
        return super().has_add_permission(request) and bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers may change roles."""
        return super().has_change_permission(request, obj) and bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers may delete roles."""
        return super().has_delete_permission(request, obj) and bool(request.user.is_superuser)


@admin.register(User, site=site)
class CoordinatorAdmin(UserAdmin[User]):
    """An account, with the language that its owner works in."""

    list_display = (
        "username",
        "first_name",
        "last_name",
        "email",
        "is_staff",
        "language",
        "has_second_factor",
    )
    fieldsets = (*(UserAdmin.fieldsets or ()), LANGUAGE, SECOND_FACTOR)
    add_fieldsets = (*UserAdmin.add_fieldsets, LANGUAGE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers may change superusers.

        Whoever sets a password can sign in as that person.
        """
        return super().has_change_permission(request, obj) and may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers may delete superusers."""
        return super().has_delete_permission(request, obj) and may_touch(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only superusers may grant rights beyond the roles."""
        fields = tuple(super().get_readonly_fields(request, obj))
        alone = () if request.user.is_superuser else ("is_superuser", "user_permissions")
        return (*fields, *alone, "second_factor")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Annotate each account with whether it has a second factor, in one query."""
        owned = Authenticator.objects.filter(user=OuterRef("pk"))
        has = Exists(owned.exclude(type=Authenticator.Type.RECOVERY_CODES))
        return super().get_queryset(request).annotate(has_second_factor=has)

    @admin.display(boolean=True, description=_("two steps"), ordering="has_second_factor")
    def has_second_factor(self, user: Any) -> bool:
        """Tell whether a password is not enough."""
        return bool(user.has_second_factor)

    @admin.display(description=_("Second step"))
    def second_factor(self, user: User) -> str:
        """Tell what somebody has, and lead to where a lost one is removed."""
        factors = Authenticator.objects.filter(user=user).order_by("type", "pk")
        names = [FACTORS[factor.type] for factor in factors]
        if not names:
            return gettext("None: the password is enough.")
        address = reverse("admin:lost_second_factor", args=[user.pk])
        return format_html(
            '{}. <a href="{}">{}</a>', ", ".join(map(str, names)), address, gettext("It is lost")
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which a lost second factor is removed."""
        lost = self.admin_site.admin_view(self.lost_second_factor)
        own = path("<int:pk>/lost-second-factor/", lost, name="lost_second_factor")
        return [own, *super().get_urls()]

    def lost_second_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let an administrator remove what somebody has lost, once sure who asks."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            remove_second_factors(user)
            self.log_change(request, user, "Removed the second factor.")
            messages.success(request, _("Removed. The password is enough to sign in now."))
            return redirect("admin:events_user_change", user.pk)
        title = _("Remove a lost second factor")
        context = self.admin_site.each_context(request) | {"title": title, "owner": user}
        return TemplateResponse(request, "admin/lost_second_factor.html", context)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the roles in the language of whoever gives them."""
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field:
            field.label_from_instance = lambda group: ROLE_NAMES.get(group.name, group.name)
        return field


def may_touch(request: HttpRequest, user: User | None) -> bool:
    """Return whether the account may be changed: superusers only by superusers."""
    return user is None or not user.is_superuser or bool(request.user.is_superuser)
