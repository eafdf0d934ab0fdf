"""What the law and our procedure say. Pure: it knows no web, no database and no today."""
