"""The admin's site."""
from django.contrib import admin

site = admin.site
