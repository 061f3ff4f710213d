"""Two readings of the platform's limits, ours and the sandbox's, written apart: they must agree on any message."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.messenger import limits as sandbox_limits
from sandbox.messenger.errors import GraphError
from services.clients.messenger import LimitBroken, check_limits


def near(*lengths: int) -> st.SearchStrategy[str]:
    """Text at, just below and just above a limit."""
    sizes = [size for length in lengths for size in (length - 1, length, length + 1)]
    return st.sampled_from(sizes).flatmap(lambda size: st.sampled_from("aé🙏").map(lambda char: char * size))


titles, payloads = near(20), near(1000)
urls = st.sampled_from(["https://shop.example/a", "http://a", "shop.example", "", "ftp://a/b"])
buttons = st.lists(
    st.one_of(
        st.fixed_dictionaries({"type": st.just("postback"), "title": titles, "payload": payloads}),
        st.fixed_dictionaries({"type": st.just("web_url"), "title": titles, "url": urls}),
        st.fixed_dictionaries(
            {
                "type": st.just("phone_number"),
                "title": st.just("Call"),
                "payload": st.sampled_from(["+639171234567", "0917"]),
            }
        ),
        st.just({"type": "surprise", "title": "x"}),
    ),
    max_size=4,
)
elements = st.lists(
    st.fixed_dictionaries({"title": near(80)}, optional={"subtitle": near(80), "image_url": urls, "buttons": buttons}),
    max_size=11,
)
amounts = st.sampled_from([1, "1.00", 1.5, "1.234", "x", True, None, "NaN", -1])
receipts = st.fixed_dictionaries(
    {
        "template_type": st.just("receipt"),
        "recipient_name": st.sampled_from(["Ana", ""]),
        "order_number": st.just("ORD-1"),
        "currency": st.sampled_from(["PHP", "php"]),
        "payment_method": st.just("Cash"),
        "summary": st.dictionaries(st.sampled_from(["total_cost", "subtotal"]), amounts),
    },
    optional={"elements": st.lists(st.fixed_dictionaries({"title": st.just("Tea"), "price": amounts}), max_size=2)},
)
templates = st.one_of(
    st.fixed_dictionaries({"template_type": st.just("button"), "text": near(640), "buttons": buttons}),
    st.fixed_dictionaries({"template_type": st.just("generic"), "elements": elements}),
    receipts,
)
attachments = st.one_of(
    templates.map(lambda payload: {"type": "template", "payload": payload}),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["image", "surprise"]), "payload": st.fixed_dictionaries({"url": urls})}
    ),
)
quick_replies = st.lists(
    st.one_of(
        st.fixed_dictionaries({"content_type": st.just("text"), "title": titles, "payload": payloads}),
        st.fixed_dictionaries({"content_type": st.sampled_from(["user_email", "location"])}),
    ),
    max_size=14,
)
messages = st.fixed_dictionaries(
    {},
    optional={
        "text": st.one_of(near(2000), st.just("hello")),
        "attachment": attachments,
        "quick_replies": quick_replies,
        "metadata": near(1000),
    },
)


@settings(max_examples=300, deadline=None)
@given(messages)
def test_the_client_and_the_sandbox_refuse_the_same(message: dict[str, Any]) -> None:
    assert refused_by_us(message) == refused_by_the_sandbox(message)


def refused_by_us(message: dict[str, Any]) -> bool:
    try:
        check_limits(message)
    except LimitBroken:
        return True
    return False


def refused_by_the_sandbox(message: dict[str, Any]) -> bool:
    try:
        sandbox_limits.check_message(message)
    except GraphError:
        return True
    return False
