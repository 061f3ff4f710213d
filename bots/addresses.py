"""The answers of a checkout as an address, and the address in words."""

from __future__ import annotations

from bots.state import Checkout
from services.customers import Address


def of(checkout: Checkout) -> Address:
    """The answers as an address. Raises KeyError while a question is open."""
    said = checkout.answers
    return Address(
        recipient_name=said["recipient"],
        phone=said["phone"],
        address=said["address"],
        barangay=said["barangay"] or None,
        city=said["city"],
        province=said["province"],
        postal_code=said["postal_code"] or None,
    )


def answers(address: Address) -> dict[str, str]:
    """An address as the answers it was made of."""
    return {
        "recipient": address.recipient_name,
        "phone": address.phone,
        "address": address.address,
        "barangay": address.barangay or "",
        "city": address.city,
        "province": address.province,
        "postal_code": address.postal_code or "",
    }


def written(checkout: Checkout) -> str:
    """The address as it is read back, over several lines."""
    said = checkout.answers
    street = ", ".join(part for part in (said["address"], said["barangay"]) if part)
    town = f"{said['city']}, {said['province']} {said['postal_code']}".strip()
    return "\n".join([said["recipient"], said["phone"], street, town])
