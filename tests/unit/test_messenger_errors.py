"""What each documented refusal asks for."""

from __future__ import annotations

import pytest

from services.clients.messenger_errors import Action, Refused, classify


@pytest.mark.parametrize(
    ("code", "subcode", "action"),
    [
        (1, None, Action.UNKNOWN),
        (1, 1357046, Action.UNKNOWN),
        (1, 99, Action.UNKNOWN),
        (2, None, Action.RETRY),
        (1200, None, Action.RETRY),
        (4, None, Action.THROTTLE),
        (613, None, Action.THROTTLE),
        (613, 2534040, Action.THROTTLE),
        (80006, None, Action.THROTTLE),
        (613, 2018338, Action.ABUSE),
        (10, 2018278, Action.WINDOW_CLOSED),
        (10, 2018065, Action.WINDOW_CLOSED),
        (551, None, Action.UNREACHABLE),
        (551, 1545041, Action.UNREACHABLE),
        (200, 1545041, Action.UNREACHABLE),
        (10, 2018108, Action.UNREACHABLE),
        (100, 2018001, Action.NO_USER),
        (100, 33, Action.NO_USER),
        (100, None, Action.BAD_REQUEST),
        (100, 999, Action.BAD_REQUEST),
        (100, 2018008, Action.FETCH),
        (100, 2018109, Action.BAD_REQUEST),
        (190, None, Action.TOKEN),
        (190, 463, Action.TOKEN),
        (10, None, Action.PERMISSION),
        (200, None, Action.PERMISSION),
        (200, 2018028, Action.PERMISSION),
        (10, 1893063, Action.POLICY),
        (2022, None, Action.POLICY),
        (368, None, Action.POLICY),
        (2018300, None, Action.OTHER_OWNER),
        (10, 2018300, Action.OTHER_OWNER),
        (2018321, None, Action.OTHER_OWNER),
        (100, 2534037, Action.OTHER_OWNER),
        (2018278, None, Action.WINDOW_CLOSED),
        (987654, None, Action.RETRY),
    ],
)
def test_each_code_has_its_action(code: int, subcode: int | None, action: Action) -> None:
    assert classify(code, subcode) is action


def test_a_missing_proof_is_a_matter_of_the_token() -> None:
    words = "API calls from the server require an appsecret_proof argument"
    assert classify(100, None, message=words) is Action.TOKEN


@pytest.mark.parametrize("body", [{}, {"code": None}, {"code": True}, {"code": "x"}, {"code": [], "message": 5}])
def test_an_error_of_an_unexpected_shape_is_tried_again(body: dict[str, object]) -> None:
    assert Refused(body).action is Action.RETRY


def test_codes_may_come_as_strings() -> None:
    refused = Refused({"code": "10", "error_subcode": "2018278", "message": "outside", "fbtrace_id": "A1"})
    assert (refused.action, refused.name) == (Action.WINDOW_CLOSED, "10/2018278")
