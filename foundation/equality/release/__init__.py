"""What is published: dataclasses that become the JSON of a release, and are read from it by the pages.

None for a count is “hidden”: a page shows it as c, whatever the reason.
"""
