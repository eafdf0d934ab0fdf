"""What a release is of, and for whom."""

from enum import StrEnum


class Kind(StrEnum):
    """What a release is of."""

    PERIOD = "period"  # the counts of one closed period of a pool
    FAMILIES = "families"  # those of one sample survey of people served
    YEAR = "year"  # who is heard and who is silent in one municipal year, in words
    DEMAND = "demand"  # how many complaints and compliments, by month and by part of the service


class Profile(StrEnum):
    """For whom: the equality officer, or everybody."""

    OFFICER = "officer"
    PUBLIC = "public"
