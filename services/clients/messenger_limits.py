"""The limits the platform sets on a message, checked before it is sent: a refusal by Meta would cost the customer time.

Figures: Meta's pages on the Send API, templates, buttons and quick replies (read June to August 2026).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from services.clients.messenger_errors import LimitBroken

TEXT, METADATA = 1999, 999
QUICK_REPLIES, TITLE, PAYLOAD, BUTTONS = 13, 20, 1000, 3
BUTTON_TEMPLATE_TEXT, ELEMENTS, ELEMENT_TEXT = 640, 10, 80
RECEIPT_LINES = 100
_BODIES = ("text", "attachment", "template")
_MEDIA = frozenset({"image", "audio", "video", "file"})
_PHONE = re.compile(r"\+[0-9]{5,15}")
_URL = re.compile(r"https?://[^\s/]+\S*")
_FACEBOOK_URL = re.compile(r"https://(www|business|m)\.facebook\.com/")
_FORBIDDEN_IN_PARAMETER = re.compile(r"[#$%]")


def check_limits(message: Mapping[str, Any]) -> None:
    """Raise LimitBroken when the platform would refuse this `message` object for its form."""
    unknown = set(message) - {*_BODIES, "quick_replies", "metadata"}
    if unknown:
        raise LimitBroken(f"message: unknown {', '.join(sorted(unknown))}")
    if sum(message.get(body) not in (None, "") for body in _BODIES) != 1:
        raise LimitBroken("message: exactly one of text, attachment and template")
    if "text" in message:
        _words(message, "text", TEXT, "message")
    if "metadata" in message:
        _words(message, "metadata", METADATA, "message")
    if "quick_replies" in message:
        for at, item in _items(message, "quick_replies", 1, QUICK_REPLIES, "message"):
            _quick_reply(item, at)
    if message.get("attachment") is not None:
        _attachment(_object(message["attachment"], "attachment"))
    if message.get("template") is not None:
        _utility(_object(message["template"], "template"))


def _quick_reply(item: Mapping[str, Any], at: str) -> None:
    kind = item.get("content_type")
    if kind == "text":
        _words(item, "title", TITLE, at)
        _words(item, "payload", PAYLOAD, at)
    elif kind not in ("user_phone_number", "user_email"):
        raise LimitBroken(f"{at}: unknown content_type")
    if "image_url" in item:
        _url(item, "image_url", at)


def _attachment(attachment: Mapping[str, Any]) -> None:
    kind = attachment.get("type")
    payload = _object(attachment.get("payload"), "attachment payload")
    if kind == "template":
        check = _TEMPLATES.get(str(payload.get("template_type")))
        if check is None:
            raise LimitBroken("attachment: unknown template_type")
        check(payload)
    elif kind in _MEDIA:
        if ("url" in payload) == ("attachment_id" in payload):
            raise LimitBroken("attachment: either url or attachment_id")
        if "url" in payload:
            _url(payload, "url", "attachment")
    else:
        raise LimitBroken("attachment: unknown type")


def _utility(template: Mapping[str, Any]) -> None:
    _words(template, "name", 512, "template")
    _words(_object(template.get("language"), "template language"), "code", 10, "template language")
    for at, component in _items(template, "components", 0, 4, "template"):
        for where, parameter in _items(component, "parameters", 0, 50, at):
            if parameter.get("type") == "text":
                words = _words(parameter, "text", 1024, where)
                if _FORBIDDEN_IN_PARAMETER.search(words):
                    raise LimitBroken(f"{where}: none of # $ % in a parameter")


def _buttons(holder: Mapping[str, Any], at: str, *, least: int = 1) -> None:
    for where, button in _items(holder, "buttons", least, BUTTONS, at):
        kind = button.get("type")
        if kind in ("account_link", "account_unlink"):
            continue
        _words(button, "title", TITLE, where)
        if kind == "web_url":
            _url(button, "url", where)
        elif kind == "postback":
            _words(button, "payload", PAYLOAD, where)
        elif kind == "phone_number":
            if not _PHONE.fullmatch(_words(button, "payload", PAYLOAD, where)):
                raise LimitBroken(f"{where}: a phone number starts with + and holds digits")
        elif kind != "game_play":
            raise LimitBroken(f"{where}: unknown type")


def _button_template(payload: Mapping[str, Any]) -> None:
    _words(payload, "text", BUTTON_TEMPLATE_TEXT, "button template")
    _buttons(payload, "button template")


def _generic(payload: Mapping[str, Any]) -> None:
    for at, element in _items(payload, "elements", 1, ELEMENTS, "generic template"):
        _words(element, "title", ELEMENT_TEXT, at)
        if not any(element.get(more) for more in ("subtitle", "image_url", "default_action", "buttons")):
            raise LimitBroken(f"{at}: something beside the title")
        if element.get("subtitle"):
            _words(element, "subtitle", ELEMENT_TEXT, at)
        if "image_url" in element:
            _url(element, "image_url", at)
        if "default_action" in element:
            action = _object(element["default_action"], f"{at} default_action")
            if action.get("type") != "web_url" or "title" in action:
                raise LimitBroken(f"{at}: the default action is an address without a title")
            _url(action, "url", f"{at} default_action")
        if "buttons" in element:
            _buttons(element, at)


def _media(payload: Mapping[str, Any]) -> None:
    for at, element in _items(payload, "elements", 1, 1, "media template"):
        if element.get("media_type") not in ("image", "video"):
            raise LimitBroken(f"{at}: media_type is image or video")
        if ("url" in element) == ("attachment_id" in element):
            raise LimitBroken(f"{at}: either url or attachment_id")
        if "url" in element and not _FACEBOOK_URL.match(_words(element, "url", 2000, at)):
            raise LimitBroken(f"{at}: an address on Facebook")
        if "buttons" in element:
            _buttons(element, at)


def _receipt(payload: Mapping[str, Any]) -> None:
    at = "receipt"
    for name in ("recipient_name", "order_number", "currency", "payment_method"):
        _words(payload, name, 255, at)
    if not re.fullmatch("[A-Z]{3}", payload["currency"]):
        raise LimitBroken("receipt: the currency has three capital letters")
    summary = _object(payload.get("summary"), "receipt summary")
    if "total_cost" not in summary:
        raise LimitBroken("receipt: the summary needs total_cost")
    for name in summary:
        _amount(summary, name, "receipt summary")
    for where, element in _items(payload, "elements", 0, RECEIPT_LINES, at):
        _words(element, "title", 255, where)
        _amount(element, "price", where)
    for where, adjustment in _items(payload, "adjustments", 0, RECEIPT_LINES, at):
        _amount(adjustment, "amount", where)
    if "address" in payload:
        address = _object(payload["address"], "receipt address")
        for name in ("street_1", "city", "postal_code", "state", "country"):
            _words(address, name, 255, "receipt address")


def _coupon(payload: Mapping[str, Any]) -> None:
    _words(payload, "title", ELEMENT_TEXT, "coupon")
    if payload.get("subtitle"):
        _words(payload, "subtitle", ELEMENT_TEXT, "coupon")
    if re.search(r"\s", str(payload.get("coupon_code", ""))):
        raise LimitBroken("coupon: a code without spaces")


def _feedback(payload: Mapping[str, Any]) -> None:
    at = "feedback template"
    _words(payload, "title", 65, at)
    _words(payload, "subtitle", ELEMENT_TEXT, at)
    _words(payload, "button_title", TITLE, at)
    for where, screen in _items(payload, "feedback_screens", 1, 1, at):
        for name, question in _items(screen, "questions", 1, 1, where):
            if not re.fullmatch("[A-Za-z0-9_]{1,80}", str(question.get("id", ""))):
                raise LimitBroken(f"{name}: the id holds 1 to 80 letters, digits or _")
    _form(payload, at)


def _address_form(payload: Mapping[str, Any]) -> None:
    countries = payload.get("countries")
    if not isinstance(countries, list) or len(countries) != 1:
        raise LimitBroken("address form: one country")
    _form(payload, "address form")


def _form(payload: Mapping[str, Any], at: str) -> None:
    _url(_object(payload.get("business_privacy"), f"{at} business_privacy"), "url", at)
    days = payload.get("expires_in_days", 1)
    if not isinstance(days, int) or not 1 <= days <= 7:
        raise LimitBroken(f"{at}: expires in 1 to 7 days")


def _grid(payload: Mapping[str, Any]) -> None:
    _words(payload, "title", 45, "image grid")
    if payload.get("subtitle"):
        _words(payload, "subtitle", ELEMENT_TEXT, "image grid")
    for _ in _items(payload, "elements", 2, 6, "image grid"):
        pass
    if "buttons" in payload:
        _buttons(payload, "image grid")


def _products(payload: Mapping[str, Any]) -> None:
    for at, element in _items(payload, "elements", 1, ELEMENTS, "product template"):
        _words(element, "id", 64, at)


_TEMPLATES: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "button": _button_template,
    "generic": _generic,
    "media": _media,
    "receipt": _receipt,
    "coupon": _coupon,
    "customer_feedback": _feedback,
    "customer_information": _address_form,
    "image_grid": _grid,
    "product": _products,
}


def _object(value: Any, at: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise LimitBroken(f"{at}: must be an object")
    return value


def _items(holder: Mapping[str, Any], name: str, least: int, most: int, at: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The objects of a list, each with the words that name its place."""
    value = holder.get(name, [])
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise LimitBroken(f"{at}: {least} to {most} {name}")
    return [(f"{at} {name}[{number}]", _object(item, f"{at} {name}[{number}]")) for number, item in enumerate(value)]


def _words(holder: Mapping[str, Any], name: str, most: int, at: str) -> str:
    value = holder.get(name)
    if not isinstance(value, str) or not value.strip():
        raise LimitBroken(f"{at}: {name} is missing")
    if len(value) > most:
        raise LimitBroken(f"{at}: {name} is longer than {most}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise LimitBroken(f"{at}: {name} is no valid Unicode") from None
    return value


def _url(holder: Mapping[str, Any], name: str, at: str) -> None:
    if not _URL.fullmatch(_words(holder, name, 2083, at)):
        raise LimitBroken(f"{at}: {name} is no address")


def _amount(holder: Mapping[str, Any], name: str, at: str) -> None:
    """A number, not too fine: the receipt shows at most two decimals."""
    value = holder.get(name)
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise InvalidOperation
        number = Decimal(str(value))
        if not number.is_finite() or number != number.quantize(Decimal("0.01")):
            raise InvalidOperation
    except InvalidOperation:
        raise LimitBroken(f"{at}: {name} is a number with at most two decimals") from None
