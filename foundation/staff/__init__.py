"""Who works here: accounts, signing in, roles and what each may do."""
