"""What every process needs to start: settings, logs, measures, the clock and the embedded database."""
