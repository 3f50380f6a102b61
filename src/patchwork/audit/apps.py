from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "patchwork.audit"
    label = "audit"
