"""Whose certificates are trusted: the usual ones, and those of a company's own authority."""

import ssl


def trust(ca_bundle: str = "") -> ssl.SSLContext:
    """Return what judges the certificates of servers; `ca_bundle` is a file of further ones, empty for none.

    Raise OSError (as `ssl.SSLError` too) if the file cannot be read.
    """
    context = ssl.create_default_context()
    if ca_bundle:
        context.load_verify_locations(ca_bundle)
    return context
