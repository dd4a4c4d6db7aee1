"""How services are reached: whose certificates are trusted, and through which proxy one goes."""

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def trust(ca_bundle: str = "") -> ssl.SSLContext:
    """Return what judges the certificates of servers; `ca_bundle` is a file of further ones, empty for none.

    Raise OSError (as `ssl.SSLError` too) if the file cannot be read.
    """
    context = ssl.create_default_context()
    if ca_bundle:
        context.load_verify_locations(ca_bundle)
    return context


def proxy_for(url: str) -> str | None:
    """Return the proxy through which an address is reached, as the surroundings say (HTTPS_PROXY, NO_PROXY); None if none is."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
