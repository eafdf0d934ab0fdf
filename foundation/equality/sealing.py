"""Sealing: an answer that only the worker can open.

libsodium's sealed box (https://doc.libsodium.org/public-key_cryptography/sealed_boxes): X25519 with a key of its own
for each box, XSalsa20-Poly1305. What is sealed is padded to one length first, so that a box says nothing of what it
holds.
"""

from collections.abc import Iterable
from contextlib import suppress

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

_LENGTH_BYTES = 4


class CannotOpen(ValueError):
    """None of these keys opens the box, or what is in it was not sealed by us."""


class TooLong(ValueError):
    """There is more to seal than a box of this size holds. `over` says by how many bytes."""

    def __init__(self, over: int) -> None:
        super().__init__(f"{over} bytes too long")
        self.over = over


def new_pair() -> tuple[bytes, bytes]:
    """A new private key and its public half, 32 bytes each."""
    private = PrivateKey.generate()
    return bytes(private), bytes(private.public_key)


def seal(payload: bytes, public: bytes, size: int) -> bytes:
    """Seal a payload to a public key. Every box of one `size` (in bytes) has the same length. Raises TooLong."""
    padded = len(payload).to_bytes(_LENGTH_BYTES) + payload
    if (over := len(padded) - size) > 0:
        raise TooLong(over)
    return SealedBox(PublicKey(public)).encrypt(padded.ljust(size, b"\0"))


class Opener:
    """Opens boxes by the first of these private keys that does; made once for many boxes, since that takes as long."""

    def __init__(self, privates: Iterable[bytes]) -> None:
        self._keys = [SealedBox(PrivateKey(private)) for private in privates]

    def unseal(self, box: bytes) -> bytes:
        """The payload. Raises CannotOpen, which quotes nothing of it."""
        padded = self.padded(box)
        length = int.from_bytes(padded[:_LENGTH_BYTES])
        payload, padding = padded[_LENGTH_BYTES : _LENGTH_BYTES + length], padded[_LENGTH_BYTES + length :]
        if len(padded) < _LENGTH_BYTES or len(payload) < length or padding != bytes(len(padding)):
            raise CannotOpen("what is in this box was not sealed by us")
        return payload

    def padded(self, box: bytes) -> bytes:
        """All that was sealed, at its full length. Raises CannotOpen."""
        for key in self._keys:
            with suppress(CryptoError):
                return key.decrypt(box)
        raise CannotOpen("no key that we have opens this box")


def unseal(box: bytes, privates: Iterable[bytes]) -> bytes:
    """The payload of one box, by the first key that opens it. Raises CannotOpen, which quotes nothing of it."""
    return Opener(privates).unseal(box)


def reseal(box: bytes, privates: Iterable[bytes], public: bytes) -> bytes:
    """The same sealed to another key, as long as it was; nobody looks at what is in it. Raises CannotOpen."""
    return SealedBox(PublicKey(public)).encrypt(Opener(privates).padded(box))
