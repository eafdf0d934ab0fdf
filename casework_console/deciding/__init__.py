"""A person decides: procedure, late complaints, points, clocks, requests for another worker. Each with a reason."""
