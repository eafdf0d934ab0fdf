"""`make bench`: each figure beside a yardstick measured in the same run, and their ratio."""
