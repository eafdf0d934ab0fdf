"""WHAT HAPPENS IN BETWEEN: routes what was received, sends notices, watches the clock. No web."""
