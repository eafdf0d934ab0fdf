"""An invitation or a poster is opened, answered and sent: nothing is kept before, and nobody knows who said what."""
