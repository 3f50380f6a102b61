from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "patchwork.conversation"
    label = "conversation"

    def ready(self) -> None:
        from patchwork.conversation import policy, telling
        from patchwork.people.merging import loose

        policy.register()
        telling.register()
        loose.add("conversation.Attention", "form_token", "nobody")
