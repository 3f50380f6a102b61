from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "patchwork.agreements"
    label = "agreements"
