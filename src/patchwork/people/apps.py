from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "patchwork.people"
    label = "people"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from patchwork.people import emergency, policy, same_pairs, shielding, telling, words
        from patchwork.people.merging import own_rules
        from patchwork.people.merging import words as merging_words

        policy.register()
        words.register()
        telling.register_kinds()
        shielding.register_proposal()
        own_rules.register()
        same_pairs.register()
        merging_words.register()
        user_logged_out.connect(emergency.leave_at_sign_out, dispatch_uid="people.leave_emergency")
