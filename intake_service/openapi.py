"""`python -m intake_service.openapi`: write the description of the API to docs/openapi.json.

It is the one of the council's own folder (HEARD_COUNCIL), the same that /api/v1/openapi.json answers.
"""

from flask import Flask

from foundation.council import Council, load_council
from foundation.runtime.settings import PROJECT, read_profile
from intake_service import api

FILE = PROJECT / "docs" / "openapi.json"


def description(council: Council) -> str:
    """The API of one council as OpenAPI 3.1."""
    app = Flask(__name__)
    api.add(app, council)
    return app.test_client().get("/api/v1/openapi.json").text + "\n"


def main() -> None:
    """Write it anew."""
    FILE.write_text(description(load_council(read_profile().council_folder)), "utf-8")


if __name__ == "__main__":
    main()
