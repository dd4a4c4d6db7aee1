"""The doctor says how Microsoft stands, and what to do."""

from dataclasses import replace

import pytest

from integrations.calendars.microsoft.checkup import examine


async def test_all_is_well(diary, clock):
    found = await examine(diary.config, clock)
    assert [mend for _, mend in found] == ["", "", ""]
    assert "https://parley.example/calendars/microsoft/push" in found[-1][0]


@pytest.mark.parametrize(
    ("parts", "which", "says"),
    [
        ({"client_secret": "expired"}, 0, "MICROSOFT_CLIENT_SECRET"),
        ({"authority": "https://127.0.0.1:9/common"}, 0, "MICROSOFT_AUTHORITY"),
        ({"graph_url": "http://127.0.0.1:9/v1.0"}, 1, "MICROSOFT_GRAPH_URL"),
    ],
)
async def test_what_is_wrong_is_named_with_what_to_do(diary, clock, parts, which, says):
    found = await examine(replace(diary.config, **parts), clock)
    assert says in found[which][1]


async def test_another_server_is_not_taken_for_graph(diary, clock, graph):
    graph.trouble = (200, {}, b"welcome")
    found = await examine(diary.config, clock)
    assert "MICROSOFT_GRAPH_URL" in found[1][1]


async def test_without_https_one_is_told_that_changes_come_later(diary, clock):
    found = await examine(replace(diary.config, base_url="http://127.0.0.1:8080"), clock)
    assert "30 minutes" in found[-1][0]
