"""Those who sign in."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import User
from .roles import ROLE_NAMES
from .site import site
from .stock import UserAdmin

site.register(Group, GroupAdmin)

LANGUAGE: Any = (_("Language"), {"fields": ("language",)})


@admin.register(User, site=site)
class CoordinatorAdmin(UserAdmin):
    """An account, with the language that its owner works in."""

    list_display = ("username", "first_name", "last_name", "email", "is_staff", "language")
    fieldsets = (*(UserAdmin.fieldsets or ()), LANGUAGE)
    add_fieldsets = (*UserAdmin.add_fieldsets, LANGUAGE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave superusers to superusers: who sets their password becomes one."""
        return super().has_change_permission(request, obj) and may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave superusers to superusers."""
        return super().has_delete_permission(request, obj) and may_touch(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let nobody give rights beyond the roles but a superuser."""
        fields = tuple(super().get_readonly_fields(request, obj))
        alone = () if request.user.is_superuser else ("is_superuser", "user_permissions")
        return (*fields, *alone)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the roles in the language of whoever gives them."""
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field:
            field.label_from_instance = lambda group: ROLE_NAMES.get(group.name, group.name)
        return field


def may_touch(request: HttpRequest, user: User | None) -> bool:
    """Tell whether an account is no superuser's, or a superuser asks."""
    return user is None or not user.is_superuser or bool(request.user.is_superuser)
