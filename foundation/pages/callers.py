"""Whose requests are counted together where much comes at once. An address is a household, seldom a person."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

IPV6_HOUSEHOLD = 64  # bits that one household shares


def who() -> str:
    """The address that asks; of IPv6 the part that belongs to the household."""
    given = request.remote_addr or ""
    try:
        address = ip_address(given)
    except ValueError:
        return given  # a web server before us may pass on a word instead
    return str(ip_network((address, IPV6_HOUSEHOLD), strict=False) if isinstance(address, IPv6Address) else address)
