"""Outside services that are no conversations."""

import pytest

pytest.register_assert_rewrite("tests.integrations.calendars")
