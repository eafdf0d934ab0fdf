"""How every page looks and fails: layout, fields, headers, error pages, health."""

from foundation.pages.app import new_app

__all__ = ["new_app"]
