"""The limits of the Send API on what a message may hold. Everything too long or malformed is error 100, saying which.

The figures are those of Meta's pages on templates, buttons and quick replies (2026).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.messenger.errors import invalid
from sandbox.messenger.state import Json

MEDIA = ("image", "audio", "video", "file")
_MESSAGE_KEYS = {"text", "attachment", "quick_replies", "metadata", "template"}


def check_message(message: Any) -> None:
    """Check a whole `message` object. Raises GraphError 100."""
    data = take_object(message, "message", _MESSAGE_KEYS)
    bodies = [key for key in ("text", "attachment", "template") if data.get(key) not in (None, "")]
    if len(bodies) != 1:
        raise invalid("Param message must hold exactly one of text, attachment or template")
    if "text" in data:
        text = take_text(data["text"], "message[text]")
        if len(text) >= 2000:
            raise invalid("Length of param message[text] must be less than 2000 characters")
    if "metadata" in data and len(take_text(data["metadata"], "message[metadata]", empty=True)) >= 1000:
        raise invalid("Length of param message[metadata] must be less than 1000 characters")
    if "quick_replies" in data:
        _quick_replies(data["quick_replies"])
    if data.get("attachment") is not None:
        check_attachment(data["attachment"])


def check_attachment(attachment: Any) -> None:
    """Check an attachment: media by address or saved id, or a template. Raises GraphError 100."""
    data = take_object(attachment, "message[attachment]", {"type", "payload"})
    kind = data.get("type")
    payload = data.get("payload")
    if not isinstance(payload, dict):
        raise invalid("message[attachment][payload] must be an object")
    if kind == "template":
        check = _TEMPLATES.get(str(payload.get("template_type")))
        if check is None:
            raise invalid("message[attachment][payload][template_type] is not a known template type")
        check(payload)
    elif kind in MEDIA:
        take_object(payload, "message[attachment][payload]", {"url", "attachment_id", "is_reusable"})
        if ("url" in payload) == ("attachment_id" in payload):
            raise invalid("message[attachment][payload] must hold either url or attachment_id")
        if "url" in payload:
            take_url(payload["url"], "message[attachment][payload][url]")
    else:
        raise invalid("message[attachment][type] must be one of image, audio, video, file, template")


def _quick_replies(replies: Any) -> None:
    for index, reply in enumerate(take_list(replies, "message[quick_replies]", 1, 13)):
        name = f"message[quick_replies][{index}]"
        data = take_object(reply, name, {"content_type", "title", "payload", "image_url"})
        kind = data.get("content_type")
        if kind not in ("text", "user_phone_number", "user_email"):
            raise invalid(f"{name}[content_type] must be one of text, user_phone_number, user_email")
        if kind == "text":
            take_limited(data, "title", 20, name)
            take_limited(data, "payload", 1000, name)
        if "image_url" in data:
            take_url(data["image_url"], f"{name}[image_url]")


def check_buttons(buttons: Any, name: str) -> None:
    """Check one to three buttons. Raises GraphError 100."""
    for index, button in enumerate(take_list(buttons, f"{name}[buttons]", 1, 3)):
        where = f"{name}[buttons][{index}]"
        data = take_object(button, where, None)
        kind = data.get("type")
        if kind not in ("web_url", "postback", "phone_number", "account_link", "account_unlink", "game_play"):
            raise invalid(f"{where}[type] is not a known button type")
        if kind not in ("account_link", "account_unlink"):
            take_limited(data, "title", 20, where)
        if kind in ("postback", "phone_number"):
            payload = take_limited(data, "payload", 1000, where)
            if kind == "phone_number" and not re.fullmatch(r"\+[0-9]{5,15}", payload):
                raise invalid(f"{where}[payload] must be a phone number that starts with +")
        if kind in ("web_url", "account_link"):
            take_url(data.get("url"), f"{where}[url]")


def _button_template(payload: Json) -> None:
    take_limited(payload, "text", 640, "payload")
    check_buttons(payload.get("buttons"), "payload")


def _generic_template(payload: Json) -> None:
    for index, element in enumerate(take_list(payload.get("elements"), "payload[elements]", 1, 10)):
        name = f"payload[elements][{index}]"
        data = take_object(element, name, {"title", "subtitle", "image_url", "default_action", "buttons"})
        take_limited(data, "title", 80, name)
        if not any(data.get(key) for key in ("subtitle", "image_url", "default_action", "buttons")):
            raise invalid(f"{name} needs at least one property beside its title")
        take_optional(data, "subtitle", 80, name)
        if "image_url" in data:
            take_url(data["image_url"], f"{name}[image_url]")
        if "default_action" in data:
            action = take_object(data["default_action"], f"{name}[default_action]", None)
            if action.get("type") != "web_url" or "title" in action:
                raise invalid(f"{name}[default_action] must be a web_url without a title")
            take_url(action.get("url"), f"{name}[default_action][url]")
        if "buttons" in data:
            check_buttons(data["buttons"], name)


def _media_template(payload: Json) -> None:
    (element,) = take_list(payload.get("elements"), "payload[elements]", 1, 1)
    data = take_object(element, "payload[elements][0]", {"media_type", "attachment_id", "url", "buttons"})
    if data.get("media_type") not in ("image", "video"):
        raise invalid("payload[elements][0][media_type] must be image or video")
    if ("attachment_id" in data) == ("url" in data):
        raise invalid("payload[elements][0] must hold either attachment_id or url")
    if "url" in data and not re.match(r"https://(www|business)\.facebook\.com/", str(data["url"])):
        raise invalid("payload[elements][0][url] must be a Facebook URL")
    if "buttons" in data:
        check_buttons(data["buttons"], "payload[elements][0]")


def _receipt_template(payload: Json) -> None:
    for key in ("recipient_name", "order_number", "currency", "payment_method"):
        take_text(payload.get(key), f"payload[{key}]")
    if not re.fullmatch(r"[A-Z]{3}", payload["currency"]):
        raise invalid("payload[currency] must be a three-letter code")
    summary = take_object(payload.get("summary"), "payload[summary]", None)
    if "total_cost" not in summary:
        raise invalid("payload[summary][total_cost] is required")
    for key, amount in summary.items():
        take_amount(amount, f"payload[summary][{key}]")
    for index, element in enumerate(take_list(payload.get("elements", []), "payload[elements]", 0, 100)):
        data = take_object(element, f"payload[elements][{index}]", None)
        take_text(data.get("title"), f"payload[elements][{index}][title]")
        take_amount(data.get("price"), f"payload[elements][{index}][price]")
    for index, line in enumerate(take_list(payload.get("adjustments", []), "payload[adjustments]", 0, 100)):
        data = take_object(line, f"payload[adjustments][{index}]", None)
        take_amount(data.get("amount"), f"payload[adjustments][{index}][amount]")
    if "address" in payload:
        address = take_object(payload["address"], "payload[address]", None)
        for key in ("street_1", "city", "postal_code", "state", "country"):
            take_text(address.get(key), f"payload[address][{key}]")


def _coupon_template(payload: Json) -> None:
    take_limited(payload, "title", 80, "payload")
    take_optional(payload, "subtitle", 80, "payload")
    if "coupon_code" in payload and re.search(r"\s", take_text(payload["coupon_code"], "payload[coupon_code]")):
        raise invalid("payload[coupon_code] may not hold spaces")


def _feedback_template(payload: Json) -> None:
    take_limited(payload, "title", 65, "payload")
    take_limited(payload, "subtitle", 80, "payload")
    take_limited(payload, "button_title", 20, "payload")
    (first,) = take_list(payload.get("feedback_screens"), "payload[feedback_screens]", 1, 1)
    screen = take_object(first, "payload[feedback_screens][0]", None)
    (only,) = take_list(screen.get("questions"), "payload[feedback_screens][0][questions]", 1, 1)
    question = take_object(only, "payload[feedback_screens][0][questions][0]", None)
    if not re.fullmatch(r"[A-Za-z0-9_]{1,80}", str(question.get("id", ""))):
        raise invalid("payload[feedback_screens][0][questions][0][id] must be 1 to 80 letters, digits or underscores")
    _privacy_and_expiry(payload)


def _address_template(payload: Json) -> None:
    take_list(payload.get("countries"), "payload[countries]", 1, 1)
    _privacy_and_expiry(payload)


def _privacy_and_expiry(payload: Json) -> None:
    privacy = take_object(payload.get("business_privacy"), "payload[business_privacy]", None)
    take_url(privacy.get("url"), "payload[business_privacy][url]")
    days = payload.get("expires_in_days", 1)
    if not isinstance(days, int) or not 1 <= days <= 7:
        raise invalid("payload[expires_in_days] must be 1 to 7")


def _grid_template(payload: Json) -> None:
    take_limited(payload, "title", 45, "payload")
    take_optional(payload, "subtitle", 80, "payload")
    take_list(payload.get("elements"), "payload[elements]", 2, 6)
    if "buttons" in payload:
        check_buttons(payload["buttons"], "payload")


def _product_template(payload: Json) -> None:
    take_list(payload.get("elements"), "payload[elements]", 1, 10)
    raise invalid("payload[elements] names products that are not in this Page's catalog")


_TEMPLATES: dict[str, Callable[[Json], None]] = {
    "button": _button_template,
    "generic": _generic_template,
    "media": _media_template,
    "receipt": _receipt_template,
    "coupon": _coupon_template,
    "customer_feedback": _feedback_template,
    "customer_information": _address_template,
    "image_grid": _grid_template,
    "product": _product_template,
}


def take_object(value: Any, name: str, known: Collection[str] | None) -> Json:
    if not isinstance(value, dict):
        raise invalid(f"Param {name} must be an object")
    if known is not None and (unknown := sorted(set(value) - set(known))):
        raise invalid(f'Invalid keys "{", ".join(unknown)}" were found in param "{name}".')
    return value


def take_list(value: Any, name: str, least: int, most: int) -> list[Any]:
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise invalid(f"Param {name} must be a list of {least} to {most} items")
    return value


def take_text(value: Any, name: str, *, empty: bool = False) -> str:
    if not isinstance(value, str) or (not empty and not value.strip()):
        raise invalid(f"Param {name} must be a non-empty string")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise invalid(f"Param {name} must be valid UTF-8") from None
    return value


def take_limited(data: Json, key: str, most: int, name: str) -> str:
    text = take_text(data.get(key), f"{name}[{key}]")
    if len(text) > most:
        raise invalid(f"Length of param {name}[{key}] must be less than or equal to {most}")
    return text


def take_optional(data: Json, key: str, most: int, name: str) -> None:
    if data.get(key) not in (None, ""):
        take_limited(data, key, most, name)


def take_url(value: Any, name: str) -> None:
    if not re.match(r"https?://[^\s/]+", take_text(value, name)):
        raise invalid(f"Param {name} must be a valid URI")


def take_amount(value: Any, name: str) -> None:
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise InvalidOperation
        number = Decimal(str(value))
        exponent = number.normalize().as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -2:
            raise InvalidOperation
    except InvalidOperation:
        raise invalid(f"Param {name} must be a decimal number with at most two places") from None
