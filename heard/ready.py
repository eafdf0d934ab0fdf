"""`python -m heard.ready 8001`: is what listens on this port ready? For a container's health check; says what is wrong.

Asked every few seconds in each container, so it loads nothing of ours.
"""

import json
import sys
from http.client import HTTPConnection, HTTPException

PATIENCE = 5


def main(port: int) -> None:
    """Ask /health/ready. Exits with 1, and what is wrong, unless it is."""
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        told = json.loads(answer.read())
    except (OSError, HTTPException, ValueError) as error:
        sys.exit(f"nothing that can say so listens on port {port} ({type(error).__name__})")
    if answer.status != 200:
        sys.exit("; ".join(told.get("wrong", [])) or f"it answers {answer.status}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
