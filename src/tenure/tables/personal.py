"""Which columns of customers are about the person: to reach or know somebody, never to count by."""

PERSONAL = frozenset(
    {"name", "email", "phone", "mobile", "address", "push_token", "chat_id"}
    | {"birth_date", "birthday"}
)
"""Columns by which nobody is grouped, compared or explained, and which few people may see."""
