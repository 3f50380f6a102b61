from django.apps import AppConfig


class InvolvementConfig(AppConfig):
    name = "patchwork.involvement"
    label = "involvement"
