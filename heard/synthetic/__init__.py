"""The made-up year that somebody new sees on first start: plainly invented people, plainly invented words."""
