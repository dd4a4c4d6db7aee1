"""The client library's way to the Bot API without a network: its real requests, answered in this process."""

from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl

import httpx
from typing_extensions import override

from tests.support.telegram.bot_api import BotApi, Cut


class InProcess(httpx.AsyncBaseTransport):
    """Answers requests for the Bot API."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        token, _, method = request.url.path.removeprefix("/bot").partition("/")
        fields, files = _form(request.headers.get("content-type", ""), await request.aread())
        try:
            status, body = await self._api.call(token, method, fields, files)
        except Cut as cut:
            raise httpx.ReadError(str(cut)) from cut
        return httpx.Response(status, json=body)


def _form(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    parts: Any = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body).get_payload()
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        if part.get_filename():
            files[name] = part.get_payload(decode=True)
        else:
            fields[name] = part.get_payload(decode=True).decode()
    return fields, files
