"""Coming in: joining by invitation, taking up a post after sign-in, switching posts, one's own contact card.

Stands above `access` because it decides which post a session acts in; has no tables of its own.
"""
