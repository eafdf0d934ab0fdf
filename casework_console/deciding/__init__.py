"""A person decides: procedure, late complaints, points, clocks, closing, requests for another worker; always why."""
