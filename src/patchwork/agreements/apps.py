from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "patchwork.agreements"
    label = "agreements"

    def ready(self) -> None:
        from patchwork.agreements import packs, policy

        packs.check()
        policy.register()
