"""What a receipt holds of a key and of what came with it: enough to know both again, and nothing to read."""

import hmac


class Receipts:
    """Turns keys and contents into HMACs, so that the table of receipts tells its reader nothing."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def hide(self, *parts: bytes) -> bytes:
        """The HMAC of these parts; each part's length is in it, so that parts cannot run together."""
        whole = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return hmac.digest(self._secret, whole, "sha256")
