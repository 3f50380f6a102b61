from django.apps import AppConfig


class ImpactConfig(AppConfig):
    name = "patchwork.impact"
    label = "impact"
