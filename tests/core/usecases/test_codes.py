"""One-time codes: few, short-lived, counted, and bound to one asker and one address."""

import pytest

from core.commands import CheckCode, SendCode
from core.errors import Code, Refusal
from core.queries import HostDesk
from tests.core.usecases.conftest import House

ADDRESS = "bob@example.com"


async def sent(house: House, subject: str = "talk", email: str = ADDRESS) -> str:
    code: str = (await house.do(SendCode(subject=subject, email=email))).value
    return code


def other_than(code: str) -> str:
    return "000000" if code != "000000" else "111111"


async def test_a_right_code_proves_the_address_once(each_house: House) -> None:
    bob = await each_house.person()
    code = await sent(each_house)
    assert len(code) == 6
    assert code.isdigit()
    check = CheckCode(subject="talk", email="Bob@example.com", code=f" {code} ", person_id=bob.id)
    outcome = await each_house.do(check)
    assert outcome.value == "Bob@example.com"
    assert outcome.changes[0].verb == "check_code"
    async with each_house.storage.reading() as unit:
        known = await unit.people.person_by_email(ADDRESS)
    assert known is not None
    assert (known.id, known.email_verified) == (bob.id, True)
    assert (await each_house.refused(check)).code is Code.CODE_EXPIRED


async def test_without_a_person_the_address_is_proved_all_the_same(house: House) -> None:
    code = await sent(house)
    outcome = await house.do(CheckCode(subject="talk", email=ADDRESS, code=code))
    assert (outcome.value, outcome.changes) == (ADDRESS, ())


async def test_a_proved_address_is_the_hosts_too(house: House) -> None:
    code = await sent(house)
    check = CheckCode(subject="talk", email=ADDRESS, code=code, person_id=house.host.person_id)
    await house.do(check)
    host = (await house.ask(HostDesk(host_id=house.host.id))).host
    assert (host.email, host.email_verified) == (ADDRESS, True)


async def test_an_address_that_somebody_proved_before_is_not_taken_from_them(house: House) -> None:
    owner = await house.person("Bob", email=ADDRESS, email_verified=True)
    other = await house.person("Rob")
    code = await sent(house)
    outcome = await house.do(CheckCode(subject="talk", email=ADDRESS, code=code, person_id=other.id))
    assert (outcome.value, outcome.changes) == (ADDRESS, ())
    async with house.storage.reading() as unit:
        assert await unit.people.person(other.id) == other
        assert await unit.people.person_by_email(ADDRESS) == owner


async def test_wrong_tries_are_counted_although_nothing_is_raised(each_house: House) -> None:
    code = await sent(each_house)
    wrong = CheckCode(subject="talk", email=ADDRESS, code=other_than(code))
    for left in (4, 3, 2, 1):
        assert (await each_house.do(wrong)).value == Refusal(Code.WRONG_CODE, {"left": left})
    assert (await each_house.do(wrong)).value.code is Code.TOO_MANY_ATTEMPTS
    right = CheckCode(subject="talk", email=ADDRESS, code=code)
    assert (await each_house.refused(right)).code is Code.TOO_MANY_ATTEMPTS


async def test_a_new_code_replaces_the_old_and_its_count(house: House) -> None:
    old = await sent(house)
    await house.do(CheckCode(subject="talk", email=ADDRESS, code=other_than(old)))
    new = await sent(house)
    if old != new:
        assert (
            await house.do(CheckCode(subject="talk", email=ADDRESS, code=old))
        ).value.code is Code.WRONG_CODE
    assert (await house.do(CheckCode(subject="talk", email=ADDRESS, code=new))).value == ADDRESS


async def test_a_code_is_worth_nothing_after_ten_minutes(house: House) -> None:
    code = await sent(house)
    house.world.clock.tick(minutes=10)
    check = CheckCode(subject="talk", email=ADDRESS, code=code)
    assert (await house.refused(check)).code is Code.CODE_EXPIRED


@pytest.mark.parametrize(("subject", "email"), [("other", ADDRESS), ("talk", "carl@example.com")])
async def test_a_code_counts_for_its_asker_and_its_address_only(
    house: House, subject: str, email: str
) -> None:
    code = await sent(house)
    await sent(house, "other", "dora@example.com")
    outcome = await house.do(CheckCode(subject=subject, email=email, code=code))
    assert isinstance(outcome.value, Refusal)


@pytest.mark.parametrize("same", ["subject", "email"])
async def test_five_codes_an_hour_are_enough(house: House, same: str) -> None:
    def command(number: int) -> SendCode:
        subject = "talk" if same == "subject" else f"talk {number}"
        return SendCode(subject=subject, email=ADDRESS if same == "email" else f"bob{number}@example.com")

    for number in range(5):
        await house.do(command(number))
    assert (await house.refused(command(5))).code is Code.TOO_MANY_ATTEMPTS
    house.world.clock.tick(hours=1, seconds=1)
    assert (await house.do(command(6))).value


async def test_the_code_itself_is_not_kept(house: House) -> None:
    code = await sent(house)
    async with house.storage.reading() as unit:
        stored = await unit.codes.get("talk")
    assert stored is not None
    assert code not in stored[0]


@pytest.mark.parametrize("email", ["", "nope", "a@b", "a@b.c\nBcc: d@e.f"])
async def test_a_code_goes_to_a_real_address_only(house: House, email: str) -> None:
    assert (await house.refused(SendCode(subject="talk", email=email))).code is Code.INVALID
