from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "patchwork.conversation"
    label = "conversation"
