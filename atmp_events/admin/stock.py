"""Django's own classes. Their type arguments are known to the type checker only."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.contrib import admin
from django.contrib.admin import options
from django.contrib.auth import admin as accounts
from django.forms.models import BaseInlineFormSet

if TYPE_CHECKING:
    BaseModelAdmin: TypeAlias = options.BaseModelAdmin[Any]
    InlineFormSet: TypeAlias = BaseInlineFormSet[Any, Any, Any]
    ModelAdmin: TypeAlias = admin.ModelAdmin[Any]
    ModelForm: TypeAlias = forms.ModelForm[Any]
    StackedInline: TypeAlias = admin.StackedInline[Any, Any]
    TabularInline: TypeAlias = admin.TabularInline[Any, Any]
    UserAdmin: TypeAlias = accounts.UserAdmin[Any]
else:
    BaseModelAdmin = options.BaseModelAdmin
    InlineFormSet = BaseInlineFormSet
    ModelAdmin = admin.ModelAdmin
    ModelForm = forms.ModelForm
    StackedInline = admin.StackedInline
    TabularInline = admin.TabularInline
    UserAdmin = accounts.UserAdmin

__all__ = [
    "BaseModelAdmin",
    "InlineFormSet",
    "ModelAdmin",
    "ModelForm",
    "StackedInline",
    "TabularInline",
    "UserAdmin",
]
