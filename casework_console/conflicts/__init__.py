"""Who a complaint is about: found by its words or marked by a person, and lifted only with a reason."""
