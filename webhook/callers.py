"""Who calls: the network behind the proxies that the settings trust, by which whoever calls too often is counted.

Each proxy appends the address that called it to `X-Forwarded-For`, so only what stands at the right, written by a proxy
of ours, can be believed: whatever a caller wrote itself stands further left.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from flask import request

from bot.settings.parsers import Network

LONGEST = 60
OWN_BITS = 64  # of an IPv6 address: whoever has one has all that begin like it
OF_A_PROXY = ("x-forwarded", "forwarded", "x-real-ip", "via", "x-client-ip", "x-cluster-client-ip", "cf-connecting-ip",
              "true-client-ip")  # fmt: skip
"""How the names of the headers begin that only a proxy adds."""


def caller(trusted: Sequence[Network]) -> str:
    """The network of whoever sent the request at hand: the peer's, or where that is a trusted proxy the one of whom it
    names."""
    return network(address(request.remote_addr or "", request.headers.get("X-Forwarded-For", ""), trusted))


def address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The rightmost address that is no trusted proxy's; of a request that only proxies had, the first of them."""
    passed = [*filter(None, map(str.strip, forwarded_for.split(","))), peer]
    for named in reversed(passed):
        found = _read(named)
        if found is None or not any(found in network for network in trusted):
            return str(found or named)[:LONGEST]
    return str(_read(passed[0]))


def network(address: str) -> str:
    """All addresses that are one caller's: of IPv6 the /64, in which a machine may take another for each call."""
    try:
        found = IPv6Address(address)
    except ValueError:
        return address
    return str(IPv6Network((int(found), OWN_BITS), strict=False))


def is_here() -> bool:
    """Whether the request comes from this machine itself: by the connection, since a header can claim anything, and
    with none that a proxy on this machine adds."""
    if any(name.lower().startswith(OF_A_PROXY) for name, _ in request.headers):
        return False
    peer = _read(request.remote_addr or "")
    return peer is not None and peer.is_loopback


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """An address, with or without a port; an IPv4 one in IPv6's clothes is that IPv4 one."""
    host = text.partition("]")[0].removeprefix("[") if text.startswith("[") else text
    host = host.partition(":")[0] if host.count(":") == 1 else host
    try:
        found = ip_address(host)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
