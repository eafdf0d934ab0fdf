"""What processes and partner systems say to each other: messages, references and what counts as text."""
