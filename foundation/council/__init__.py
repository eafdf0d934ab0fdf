"""What is local: one council's rule file, read once at start and refused with its line if it has a mistake."""

from foundation.council.rules import Council, Routing, load_council
from foundation.runtime.written_files import Mistake

__all__ = ["Council", "Mistake", "Routing", "load_council"]
