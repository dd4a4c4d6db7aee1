"""What `parley doctor` looks at: credentials, the address that Twilio calls, and the templates."""

from collections import Counter
from collections.abc import Iterator

from channels.twilio.account import Account
from channels.twilio.approvals import TemplateKeeper
from channels.twilio.contents import APPROVED
from channels.twilio.http import Http
from channels.twilio.network import Config
from channels.twilio.templates import every_template
from channels.twilio.wire import WHATSAPP
from core.errors import Fault, Revoked

Found = tuple[str, str]
"""How something stands, and what to do about it; nothing to do means that it is well."""
POST = "POST"


async def examine(config: Config, http: Http | None = None) -> list[Found]:
    """Look at one network; `http` stands in for the usual way to Twilio."""
    account = Account(config.credentials, http)
    try:
        return [*await _account(account), *_address(config), *await _rest(config, account)]
    except Revoked:
        return [
            (
                "Twilio refuses the credentials",
                "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from the console.",
            )
        ]
    except Fault as fault:
        return [(str(fault), "Check the network and TWILIO_API_URL, and https://status.twilio.com.")]
    finally:
        await account.close()


async def _account(account: Account) -> list[Found]:
    state = await account.state()
    mend = (
        "" if state == "active" else "Look into Twilio's console: nothing is sent before it is active again."
    )
    return [(f"the account is {state}", mend)]


def _address(config: Config) -> Iterator[Found]:
    where = f"{config.base_url}/twilio/{config.channel}"
    if config.base_url.startswith("https://"):
        yield f"Twilio calls {where} (POST)", ""
    else:
        yield (
            f"Twilio would have to call {where}, unencrypted",
            "Set PARLEY_BASE_URL to the https address under which Twilio reaches Parley.",
        )


async def _rest(config: Config, account: Account) -> list[Found]:
    return await _templates(account) if config.channel == WHATSAPP else await _webhook(config, account)


async def _webhook(config: Config, account: Account) -> list[Found]:
    """Compare what Twilio calls for a text message with what it should."""
    wanted = f"{config.base_url}/twilio/{config.channel}"
    number = await account.number(config.number)
    if number is None:
        return [(f"{config.number} is not a number of the account", "Correct TWILIO_SMS_FROM.")]
    address, _, _ = number.url.partition("#")  # behind it stands how often Twilio tries
    if (address, number.method) != (wanted, POST):
        called = f"{number.method} {number.url}" if number.url else "nothing"
        return [
            (f"for a message to {config.number} Twilio calls {called}", f"Set it to {wanted}, HTTP POST.")
        ]
    return [(f"{config.number} leads to us", "")]


async def _templates(account: Account) -> list[Found]:
    states = await TemplateKeeper(account).states(list(every_template()))
    counted = Counter(each.status or "missing" for each in states.values())
    state = "templates: " + ", ".join(f"{count} {status}" for status, count in sorted(counted.items()))
    mend = ""
    if set(counted) != {APPROVED}:
        mend = "Without them notices take another way when somebody has not written for a day: `parley whatsapp templates --create`."
    return [(state, mend)]
