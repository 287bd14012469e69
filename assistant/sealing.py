"""Secrets as they may lie in a database: encrypted and signed (Fernet), under keys that can be changed."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.errors import OperatorError

SHORTEST = 32  # characters of a key; it is not stretched, so it must be random
PURPOSE = b"rightside: tokens at rest"


class Seal:
    """Encrypts with the first of its keys and decrypts with any. Keys stand in one text, with commas between."""

    def __init__(self, keys: str) -> None:
        each = [key.strip() for key in keys.split(",") if key.strip()]
        if not each or any(len(key) < SHORTEST for key in each):
            raise OperatorError(
                f"RIGHTSIDE_SECRET_KEY needs at least {SHORTEST} random characters a key; make one with: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )
        self._fernets = [Fernet(_derived(key)) for key in each]
        self._all = MultiFernet(self._fernets)

    def closed(self, text: str) -> str:
        """The text, encrypted."""
        return self._all.encrypt(text.encode()).decode()

    def opened(self, sealed: str) -> str:
        """The text that was sealed; `OperatorError` where no key fits or somebody changed it."""
        try:
            return self._all.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise OperatorError(
                "A stored Slack token cannot be decrypted; add the key it was sealed with to RIGHTSIDE_SECRET_KEY, "
                "after the new one, or install the app again."
            ) from error

    def renewed(self, sealed: str) -> str | None:
        """The same under the first key; None where it is already."""
        try:
            self._fernets[0].decrypt(sealed.encode())
        except InvalidToken:
            return self.closed(self.opened(sealed))
        return None


def _derived(key: str) -> bytes:
    return urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode()))
