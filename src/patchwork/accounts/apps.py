from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "patchwork.accounts"
    label = "accounts"
