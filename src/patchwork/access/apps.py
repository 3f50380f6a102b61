from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "patchwork.access"
    label = "access"
