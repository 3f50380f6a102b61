from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "patchwork.notifications"
    label = "notifications"
