from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "patchwork.oversight"
    label = "oversight"

    def ready(self) -> None:
        from patchwork.oversight import limits, policy, telling, words

        policy.register()
        telling.register_kinds()
        limits.register()
        words.register()
