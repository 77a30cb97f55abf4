"""Settings that are several words, or words in any case."""

from __future__ import annotations

from ipaddress import ip_network


def listed(text: object) -> object:
    """Words between commas, at least one: who gives commas alone does not mean that there is no limit."""
    if not isinstance(text, str):
        return text
    if not (words := tuple(text.replace(",", " ").split())):
        raise ValueError("it names nothing. Remove it, and its default holds")
    return words


def in_lower_case(text: object) -> object:
    """The same for words that are written in small letters."""
    return listed(text.lower()) if isinstance(text, str) else text


def networks(names: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses and networks as they are written in full."""
    return tuple(map(_network, names))


def _network(name: str) -> str:
    try:
        return str(ip_network(name, strict=False))
    except ValueError:
        raise ValueError(f"{name} is not an address or a network such as 10.0.0.0/8") from None
