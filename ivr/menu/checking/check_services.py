"""Rules about services: somebody can be asked where they are said to be."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft

_PORTS: Final = {"http": 80, "https": 443}


def check_services(draft: Draft, private_hosts: frozenset[str]) -> Iterator[Problem]:
    """Yield addresses of services in a private network which the server was not told to ask."""
    line = draft.menus.line
    for name, service in line.services.items():
        parts = urlsplit(service.url) if "{{" not in service.url else None
        if parts is None or parts.hostname is None or not _is_private(parts.hostname):
            continue
        host = f"{parts.hostname}:{parts.port or _PORTS.get(parts.scheme, 443)}"
        if host not in private_hosts:
            text = f"`{host}` is a private address, and those are not asked. If it is meant, set IVR_PRIVATE_HOSTS="
            yield Problem(line.place_of("services", name, "url"), "W518", f"{text}{host} on the server.")


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return False  # a name: where it leads is found out when it is asked
