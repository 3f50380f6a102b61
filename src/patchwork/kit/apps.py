from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "patchwork.kit"
    label = "kit"
