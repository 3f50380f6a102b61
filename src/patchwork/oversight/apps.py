from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "patchwork.oversight"
    label = "oversight"

    def ready(self) -> None:
        from patchwork.oversight import limits, merging, policy, telling, words
        from patchwork.oversight.subject import cases, keeping

        policy.register()
        cases.register()
        keeping.register_proposal()
        telling.register_kinds()
        limits.register()
        merging.register()
        words.register()
