"""Letters into a folder, and the page that looks into it."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from channels.email.folder import FolderMailer
from channels.email.inspect import list_letters, read_letter
from channels.email.letters import message_id
from core.booking import Side
from core.effects import News
from core.errors import Code, Refused, Transient
from tests.support.letters import SENDER, code_letter, letter
from tests.support.world import FrozenClock


@pytest.fixture
def mailer(tmp_path: Path, clock: FrozenClock) -> FolderMailer:
    return FolderMailer(tmp_path / "var" / "mail", SENDER, clock)


async def test_letter_is_written_as_a_mail(mailer: FolderMailer) -> None:
    receipt = await mailer.send("k1", code_letter())
    (file,) = mailer.path.iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert receipt == mail["Message-ID"] == message_id("k1", SENDER)


async def test_the_same_key_is_written_once(mailer: FolderMailer, clock: FrozenClock) -> None:
    await mailer.send("k1", code_letter())
    clock.tick(minutes=1)
    await mailer.send("k1", code_letter())
    await mailer.send("k2", code_letter())
    assert len(list(mailer.path.iterdir())) == 2


async def test_a_folder_that_cannot_be_written_may_be_mended(tmp_path: Path, clock: FrozenClock) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(Transient):
        await FolderMailer(tmp_path / "mail", SENDER, clock).send("k1", code_letter())


async def test_letters_are_listed_newest_first(mailer: FolderMailer, clock: FrozenClock) -> None:
    await mailer.send("k1", letter(News.BOOKED, Side.INVITEE))
    clock.tick(seconds=1)
    await mailer.send("k2", code_letter())
    newest, oldest = list_letters(mailer.path)
    assert (newest.subject, newest.code, newest.has_invitation) == ("Your code is 123456", "123456", False)
    assert (oldest.news, oldest.code, oldest.method) == ("booked", "", "REQUEST")
    assert oldest.has_invitation
    assert oldest.to == "Bob Ray <bob@example.org>"
    assert oldest.sender == "Parley <hello@parley.example>"
    assert "METHOD:REQUEST" in oldest.invitation
    assert "You are booked" in oldest.text
    assert "<h1" in oldest.html
    assert newest.date == clock.now()
    assert list_letters(mailer.path, limit=1) == (newest,)
    assert read_letter(mailer.path, newest.name) == newest


def test_a_folder_that_is_not_there_has_no_letters(tmp_path: Path) -> None:
    assert list_letters(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../secret.eml",
        "/etc/passwd",
        "20261123T080000000000-0123456789abcdef.eml",
        "a.eml\x00",
    ],
)
def test_only_letters_of_the_folder_can_be_read(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (tmp_path / "secret.eml").write_text("Subject: secret\n\n")
    with pytest.raises(Refused) as refused:
        read_letter(folder, name)
    assert refused.value.refusal.code is Code.NOT_FOUND


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (tmp_path / "secret").write_text("Subject: secret\n\n")
    name = "20261123T080000000000-0123456789abcdef.eml"
    (folder / name).symlink_to(tmp_path / "secret")
    with pytest.raises(Refused):
        read_letter(folder, name)
