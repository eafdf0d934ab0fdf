"""The key folder: private halves of sealing keys, and the keys of codes and contacts. It is in no backup.

Whoever has this folder and the database could open boxes that still wait, so that only the worker reads it.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from foundation.equality.sealing import new_pair
from foundation.records import UnitOfWork
from foundation.records.models import EqualityPeriod, SealingKey
from foundation.runtime.settings import CannotStart

SECRET_BYTES = 32
OF_CODES, OF_CONTACTS = "codes", "contacts"


@dataclass(frozen=True)
class KeyFolder:
    """A folder that only its owner can read. Raises CannotStart where it cannot be made."""

    path: Path

    def __post_init__(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.chmod(0o700)
        except OSError as error:
            raise CannotStart(f"the key folder {self.path} cannot be used: {error.strerror}; see HEARD_KEYS") from None

    def secret(self, name: str) -> bytes:
        """The key of that name, made when it is first asked for: 32 bytes. Two that ask at once get the same."""
        file = self.path / f"{name}.secret"
        if not file.exists():
            draft = self._write(f".{name}.{secrets.token_hex(8)}", secrets.token_bytes(SECRET_BYTES))
            with suppress(FileExistsError):
                os.link(draft, file)
            draft.unlink()
        return file.read_bytes()

    def make_key(self, uow: UnitOfWork, *, month: date | None = None, sample_id: UUID | None = None) -> UUID | None:
        """A new pair for a month or a sample: the private half in this folder first, then its public half kept.

        None where another worker was first: then that one's stands.
        """
        key_id, public = self._new_private()
        row = {"id": key_id, "month": month, "sample_id": sample_id, "public": public, "destroyed": False}
        kept = insert(SealingKey).values(row).on_conflict_do_nothing().returning(SealingKey.id)
        return self._if_kept(key_id, uow.connection.execute(kept).all())

    def make_period(self, uow: UnitOfWork, pool: str, begins_on: date, ends_on: date) -> UUID | None:
        """The same for a period of equality answers, which is known by the id of its key."""
        key_id, public = self._new_private()
        row = {"id": key_id, "pool": pool, "begins_on": begins_on, "ends_on": ends_on, "public": public}
        new = insert(EqualityPeriod).values(row | {"state": "open", "waiting": 0})
        kept = new.on_conflict_do_nothing().returning(EqualityPeriod.id)
        return self._if_kept(key_id, uow.connection.execute(kept).all())

    def replace(self, uow: UnitOfWork, lost: UUID) -> UUID | None:
        """A new pair in the place of one whose private half is lost. None where another worker was first."""
        key_id, public = self._new_private()
        change = update(SealingKey).where(SealingKey.id == lost).returning(SealingKey.id)
        kept = uow.connection.execute(change.values(id=key_id, public=public, destroyed=False)).all()
        return self._if_kept(key_id, kept)

    def private(self, key_id: UUID) -> bytes | None:
        """The private half; None where it was destroyed or is not here."""
        try:
            return (self.path / f"{key_id}.key").read_bytes()
        except FileNotFoundError:
            return None

    def destroy(self, key_id: UUID) -> None:
        """Nothing that was sealed to this key can be opened any more, by anybody."""
        (self.path / f"{key_id}.key").unlink(missing_ok=True)

    def all_private(self) -> Iterator[UUID]:
        """Whose private halves are here. A file of another name is none of ours."""
        for file in self.path.glob("*.key"):
            with suppress(ValueError):
                yield UUID(file.stem)

    def here_since(self, key_id: UUID) -> date | None:
        """The day on which a private half was written here, or put back; None where it is gone meanwhile."""
        try:
            return datetime.fromtimestamp((self.path / f"{key_id}.key").stat().st_mtime, UTC).date()
        except FileNotFoundError:
            return None

    def _new_private(self) -> tuple[UUID, bytes]:
        private, public = new_pair()
        key_id = uuid4()
        self._write(f"{key_id}.key", private)
        return key_id, public

    def _if_kept(self, key_id: UUID, kept: Sequence[object]) -> UUID | None:
        if kept:
            return key_id
        self.destroy(key_id)  # nothing was ever sealed to it
        return None

    def _write(self, name: str, content: bytes) -> Path:
        file = self.path / name
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)  # or after a power cut the database would know a key that is not here
        finally:
            os.close(folder)
        return file
