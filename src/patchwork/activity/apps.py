from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "patchwork.activity"
    label = "activity"
