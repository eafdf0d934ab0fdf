"""What we ask people and how their answers are read. Pure: it knows no web, no database and no today."""
