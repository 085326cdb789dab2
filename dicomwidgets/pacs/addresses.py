"""Addresses of servers, taken apart (RFC 3986)."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

from dicomwidgets.errors import ArgumentError

__all__ = ["Origin", "is_loopback", "joined", "origin_of_address", "root_of"]

_PORTS = {"http": 80, "https": 443}
_EXAMPLE = "Such as https://host/dicom-web"


class Origin(NamedTuple):
    """Who is spoken to: kind of connection, machine and port."""

    scheme: str
    host: str
    port: int | None


def origin_of_address(address: str) -> Origin:
    """Return who is spoken to at an address.

    Raises
    ------
    ArgumentError
        If it is none.
    """
    from urllib.parse import urlsplit  # noqa: PLC0415 - with the packages of networks

    try:
        parts = urlsplit(address)
        return Origin(parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme))
    except ValueError:
        raise ArgumentError("This is no address.", remedy=_EXAMPLE) from None


def root_of(address: str) -> str:
    """Return the root of DICOMweb services, checked.

    Raises
    ------
    ArgumentError
        If it is none, or holds a user or a password.
    """
    from urllib.parse import urlsplit  # noqa: PLC0415 - with the packages of networks

    origin, parts = origin_of_address(address), urlsplit(address)
    if parts.username or parts.password:
        raise ArgumentError(
            "The address holds a user or a password, which would be shown and logged with it.",
            remedy="Give credentials=(user, password).",
        )
    if parts.query or parts.fragment or not origin.host or origin.scheme not in _PORTS:
        raise ArgumentError("This is not the root of DICOMweb services.", remedy=_EXAMPLE)
    return address.rstrip("/")


def joined(base: str, address: str) -> str:
    """Return an address that may be given in relation to another."""
    from urllib.parse import urljoin  # noqa: PLC0415 - with the packages of networks

    return urljoin(base, address)


def is_loopback(address: str) -> bool:
    """Whether an address is one of this machine.

    >>> is_loopback("http://127.0.0.1:8042/dicom-web"), is_loopback("http://pacs/")
    (True, False)
    """
    host = origin_of_address(address).host
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
