"""Mail addresses for headers and envelopes."""

from email.errors import MessageError
from email.headerregistry import Address

from channels.email.clean import header, one_line


def mailbox(name: str, mail: str) -> Address:
    """Return an address header's content, the domain in ASCII (IDNA); raise ValueError for what is no mail address."""
    local, at, domain = mail.rpartition("@")
    if not (local and at and domain) or "@" in local or one_line(mail, 320) != mail:
        raise ValueError("not a mail address")
    # Python parses ASCII only; a character of another script is as good as a letter (RFC 6532, 3.2).
    parsed = _parsed("".join(char if char.isascii() else "x" for char in local), _ascii(domain))
    username = parsed.username if local.isascii() else local
    return Address(display_name=header(name, 100), username=username, domain=parsed.domain)


def plain(mail: str) -> bool:
    """Say whether every mail server can handle the address; one with a local part in another script needs SMTPUTF8."""
    return mail.rpartition("@")[0].isascii()


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode()


def _parsed(local: str, domain: str) -> Address:
    try:
        return Address(addr_spec=f"{local}@{domain}")
    except (MessageError, IndexError) as error:
        raise ValueError("not a mail address") from error
