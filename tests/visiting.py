"""Visitors of the intake site and what they see, and a database that many tests share."""

import os
import re
from html.parser import HTMLParser
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from foundation.records.grants import OWNER, quoted
from foundation.records.models import Base

API = "/api/v1/submissions"
WITHOUT_END = {"input", "link", "meta", "br", "img", "hr"}


class Seen(HTMLParser):
    """A page as a browser takes it apart."""

    def __init__(self, response):
        super().__init__()
        self.status, self.headers, self.html = response.status_code, response.headers, response.text
        self.location = response.headers.get("Location")
        self.tags, self.h1s, self.title, self.links, self.areas = [], [], "", [], {}
        self._inside, self._area = [], None
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, attributes))
        named = dict(attributes)
        if tag not in WITHOUT_END:
            self._inside.append(tag)
        if tag == "h1":
            self.h1s.append("")
        if tag == "a":
            self.links.append([named.get("href"), ""])
        if tag == "textarea":
            self._area = named["name"]
            self.areas[self._area] = ""

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "h1" in self._inside:
            self.h1s[-1] += data.strip()
        if "title" in self._inside:
            self.title += data
        if "a" in self._inside:
            self.links[-1][1] += data
        if "textarea" in self._inside:
            self.areas[self._area] += data

    @property
    def ids(self):
        return [value for _, attributes in self.tags for name, value in attributes if name == "id"]

    @property
    def inputs(self):
        """What the boxes hold: the words in each text area and text input, and each ticked radio or box."""
        found = dict(self.areas)
        for tag, attributes in self.tags:
            named = dict(attributes)
            if tag != "input" or (named["type"] in ("radio", "checkbox") and "checked" not in named):
                continue
            found.setdefault(named["name"], named.get("value", ""))
        return found

    @property
    def hidden(self):
        return {name: self.inputs[name] for name in ("csrf_token", "form_id")}

    @property
    def faults(self):
        """Each line of the error summary: the id it leads to and what it says."""
        summary = self.html.partition("govuk-error-summary__list")[2]
        found = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary.partition("</ul>")[0])
        return {where: said.strip() for where, said in found}


class Visitor:
    """One browser, with its own cookies and its own address."""

    def __init__(self, app):
        self.client = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = f"fd00:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1"

    def see(self, path, **kwargs):
        return Seen(self.client.get(path, **kwargs))

    def post(self, what, fields, **kwargs):
        return Seen(self.client.post(f"/tell/{what}", data=fields, **kwargs))

    def send(self, what, fields):
        """Open a form, fill it in and send it."""
        return self.post(what, self.see(f"/tell/{what}").hidden | fields)

    def tell(self, body, key=None, partner=None):
        """Send JSON to the API."""
        headers = {"Idempotency-Key": key, "Authorization": partner and f"Bearer {partner}"}
        return self.client.post(API, json=body, headers={name: value for name, value in headers.items() if value})


class SharedDatabase:
    """One migrated database for all tests of this folder: hundreds of them, each asking for little."""

    def __init__(self):
        self._server = make_url(os.environ["HEARD_TEST_DATABASE_URL"])
        self._name = f"heard_test_{uuid4().hex}"
        tables = [table.fullname for table in reversed(Base.metadata.sorted_tables) if table.schema != "operation"]
        self._clear = text(";".join(f"delete from {quoted(table)}" for table in tables))  # noqa: S608 -- our own names
        self._do(f"create database {self._name} template heard_tests owner {OWNER}")
        self._superuser = create_engine(self.url())

    def url(self, role="superuser"):
        url = self._server.set(database=self._name)
        return (url if role == "superuser" else url.set(username=role)).render_as_string(hide_password=False)

    def clear(self):
        with self._superuser.begin() as connection:
            connection.execute(self._clear)

    def drop(self):
        self._superuser.dispose()
        self._do(f"drop database {self._name} with (force)")

    def _do(self, statement):
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
