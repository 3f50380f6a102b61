from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "patchwork.agreements"
    label = "agreements"

    def ready(self) -> None:
        from patchwork.agreements import for_people, packs, policy, telling
        from patchwork.directory import jurisdictions

        packs.check()
        jurisdictions.fill(lambda: [(pack.code, pack.name) for pack in packs.selectable_packs()])
        policy.register()
        telling.register_kinds()
        for_people.register()
