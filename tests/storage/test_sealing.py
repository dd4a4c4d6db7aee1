"""How secrets are sealed: `iv(16) | tag(16) | ciphertext` by AES-256-GCM, and what was sealed before still opens."""

import base64
from collections.abc import Sequence

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.installed import Installation
from storage import open_storage
from storage.sealing import IV, TAG, KeyRing, Unsealable, _name, decrypt, encrypt
from tests.storage.calendar_examples import SECRETS, account, connect
from tests.storage.examples import NOON, settle_anna

KEY = bytes(range(32))
OLD, NEW = b"o" * 32, b"n" * 32
ABOUT = "calendar|host|google|subject"
VECTOR = bytes.fromhex(
    "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"  # vector
    "39a6f0ed936208efb253afa7e269e2f6"  # tag
    "d9416840fae580"  # ciphertext
)
"""Made by OpenSSL's implementation: aes-256-gcm of "a token" under `KEY`, with `ABOUT` as associated data."""
SEALED = f"2.{_name(KEY)}.{base64.urlsafe_b64encode(VECTOR).decode()}"


def test_a_vector_with_a_fixed_iv():
    assert encrypt(AESGCM(KEY), VECTOR[:IV], "a token", ABOUT) == VECTOR
    assert decrypt(AESGCM(KEY), VECTOR, ABOUT) == "a token"


def test_a_seal_is_iv_tag_and_ciphertext():
    _, _, content = KeyRing([KEY]).seal("a token", ABOUT).split(".")
    raw = base64.urlsafe_b64decode(content)
    assert len(raw) == IV + TAG + len("a token")
    assert AESGCM(KEY).decrypt(raw[:IV], raw[IV + TAG :] + raw[IV : IV + TAG], ABOUT.encode()) == b"a token"


@given(st.integers(min_value=0, max_value=len(VECTOR) * 8 - 1))
def test_one_bit_flipped_opens_nothing(place: int):
    flipped = bytearray(VECTOR)
    flipped[place // 8] ^= 1 << place % 8
    with pytest.raises(InvalidTag):
        decrypt(AESGCM(KEY), bytes(flipped), ABOUT)


@given(st.integers(min_value=0, max_value=len(SEALED) - 1), st.sampled_from("AQgw09-_.=x"))
def test_one_character_changed_opens_nothing(place: int, other: str):
    changed = SEALED[:place] + other + SEALED[place + 1 :]
    assume(changed != SEALED)
    assert KeyRing([KEY]).open(SEALED, ABOUT) == "a token"
    with pytest.raises(Unsealable):
        KeyRing([KEY]).open(changed, ABOUT)


@pytest.mark.parametrize("about", ["", "calendar|other|google|subject", ABOUT + " "])
def test_other_associated_data_opens_nothing(about: str):
    with pytest.raises(Unsealable):
        KeyRing([KEY]).open(KeyRing([KEY]).seal("a token", ABOUT), about)


def test_what_was_sealed_before_still_opens_and_is_to_be_sealed_again():
    nonce = bytes(12)
    content = nonce + AESGCM(KEY).encrypt(nonce, b"a token", ABOUT.encode())
    older = f"1.{_name(KEY)}.{base64.urlsafe_b64encode(content).decode()}"
    ring = KeyRing([KEY])
    assert ring.open(older, ABOUT) == "a token"
    assert not ring.is_new(older)
    for wrong in (older.replace("1.", "2.", 1), older.replace("1.", "3.", 1)):
        with pytest.raises(Unsealable):
            ring.open(wrong, ABOUT)


async def test_everything_that_is_sealed_is_sealed_again_with_the_newest_key(database_url: str):
    def kept_with(keys: Sequence[bytes]):
        return open_storage(database_url, keys=keys)

    before, both, after = kept_with([OLD]), kept_with([NEW, OLD]), kept_with([NEW])
    workspace = Installation(channel="slack", account="T1", name="Acme", secrets={"access": "xoxb"})
    await settle_anna(before)
    await connect(before)
    async with before.writing() as unit:
        await unit.installations.save(workspace, NOON)
        await unit.commit()
    counts = []
    for _ in range(2):
        async with both.writing() as unit:
            counts.append(await unit.reseal())
            await unit.commit()
    assert counts == [2, 0]
    async with after.reading() as unit:
        assert await unit.calendars.secrets(account().id) == SECRETS
        assert await unit.installations.get("slack", "T1") == workspace
    for storage in (before, both, after):
        await storage.close()
