from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "patchwork.demo"
    label = "demo"
