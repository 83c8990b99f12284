"""Values of environment variables."""

from __future__ import annotations


def unquote(text: str) -> str:
    """Return a value without the blanks round it, and without one pair of quotes, which `docker --env-file` keeps."""
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1].strip() if is_quoted else text
