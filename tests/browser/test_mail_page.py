"""Reading a mail that was written while developing."""

from email.message import EmailMessage

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.browser


async def test_a_mails_html_is_shown_in_a_frame_that_can_do_nothing(visit, tmp_path):
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = "Booked", "ben@example.com", "parley@example.com"
    message["Date"] = "Mon, 23 Nov 2026 08:00:00 +0000"
    message.set_content("You are booked")
    message.add_alternative(
        "<style>h2 { color: rgb(1, 2, 3) }</style><h2>You are booked</h2><script>document.body.textContent = ''</script>",
        subtype="html",
    )
    (tmp_path / "20261123T080000000000-0123456789abcdef.eml").write_bytes(bytes(message))
    page = await visit("/outbox")
    await page.get_by_role("link", name="Booked").click()
    shown = page.frame_locator("iframe[title='The mail as HTML']").get_by_role("heading")
    await expect(shown).to_be_visible()
    await expect(shown).to_have_css("color", "rgb(1, 2, 3)")
