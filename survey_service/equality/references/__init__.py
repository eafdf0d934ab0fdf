"""Whom shares are held against: files of people, checked before they are kept, never changed, only withdrawn."""
