"""Cases that may be about the same: shown to those who may see both, judged by a person."""
