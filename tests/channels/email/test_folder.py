"""Letters into a folder, and the page that looks into it."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from channels.email.folder import FolderMailer
from channels.email.inspect import letter_names, read_letter
from channels.email.letters import message_id
from core.booking import Side
from core.effects import News
from core.errors import Transient
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
    (mailer.path / "notes.eml").write_text("not ours")
    newest, oldest = letter_names(mailer.path)
    assert newest > oldest
    assert letter_names(mailer.path, limit=1) == [newest]
    mails = [message_from_bytes(read_letter(mailer.path, name)) for name in (newest, oldest)]
    assert [mail["Message-ID"] for mail in mails] == [message_id(key, SENDER) for key in ("k2", "k1")]


def test_a_folder_that_is_not_there_has_no_letters(tmp_path: Path) -> None:
    assert letter_names(tmp_path / "nowhere") == []


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
    with pytest.raises(KeyError):
        read_letter(folder, name)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (tmp_path / "secret").write_text("Subject: secret\n\n")
    name = "20261123T080000000000-0123456789abcdef.eml"
    (folder / name).symlink_to(tmp_path / "secret")
    with pytest.raises(KeyError):
        read_letter(folder, name)
    assert letter_names(folder) == []
