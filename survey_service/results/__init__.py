"""What people answered, for staff: counts through the gate, comments as somebody redacted them, and files of both."""
