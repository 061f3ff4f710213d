"""What a log line may say."""

from __future__ import annotations

import pytest

from services.log import MASK, Masker


@pytest.fixture
def masker() -> Masker:
    return Masker(["s3cret-token-value"])


class TestMasker:
    @pytest.mark.parametrize(
        "phone",
        [
            "09171234567",
            "+639171234567",
            "639171234567",
            "0917 123 4567",
            "0917-123-4567",
            "+63 917 123 4567",
            "0917.123.4567",
        ],
    )
    def test_hides_phone_numbers(self, masker: Masker, phone: str) -> None:
        assert masker.text(f"call {phone} now") == "call [phone] now"

    @pytest.mark.parametrize(
        "text", ["order ORD-20260131-09171", "psid 24680135791111", "2026-11-21T10:00:00", "total 2100.00"]
    )
    def test_leaves_other_numbers(self, masker: Masker, text: str) -> None:
        assert masker.text(text) == text

    def test_hides_secrets_wherever_they_stand(self, masker: Masker) -> None:
        event = {
            "event": "x s3cret-token-value y",
            "page_access_token": "abc",
            "nested": {"Authorization": "Bearer abc", "list": ["s3cret-token-value", 5]},
            "url": "https://x/y?access_token=abc&z=1",
            "phone": "09",
        }
        assert masker(None, "info", event) == {
            "event": f"x {MASK} y",
            "page_access_token": MASK,
            "nested": {"Authorization": MASK, "list": [MASK, 5]},
            "url": f"https://x/y?{MASK}&z=1",
            "phone": MASK,
        }

    def test_hides_the_parameters_of_a_failed_statement(self, masker: Masker) -> None:
        text = "(1062, 'x')\n[SQL: INSERT INTO users]\n[parameters: {'name': 'Ana', 'a': [1]}]\n(Background)"
        assert "Ana" not in masker.text(text)

    def test_cuts_what_is_too_long(self, masker: Masker) -> None:
        assert len(masker.text("x" * 100_000)) < 8_100
