"""Whoever takes the letters: a folder in the embedded profile, a mail server or GOV.UK Notify for a council."""

from worker.providers.folder import FileOutbox
from worker.providers.letter import Letter, NoSuchAddress, Provider, ProviderAway, hand_over
from worker.providers.smtp import Smtp

__all__ = ["FileOutbox", "Letter", "NoSuchAddress", "Provider", "ProviderAway", "Smtp", "hand_over"]
