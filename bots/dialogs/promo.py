"""Promo codes: asked for, tried against the cart, kept for the checkout."""

from __future__ import annotations

from bots.dialogs import checkout, summary
from bots.turn import START, Turn, pesos
from services import carts, pricing, promos
from services.pricing import QuoteLine


def ask(turn: Turn) -> None:
    """Which code? In a checkout the question it interrupted is asked again afterwards."""
    if turn.step != "promo":
        turn.state.resume = "CHECKOUT" if turn.state.checkout is not None and turn.checkout.address_confirmed else ""
    turn.go("promo")
    turn.tell("ask_promo", turn.offers("cancel"), ask="promo")


def answer(turn: Turn, words: str) -> None:
    """A typed code, in any letter case."""
    apply(turn, "".join(words.split()).upper())


def apply(turn: Turn, code: str) -> None:
    """Use a code if it holds for this cart; else say why not, and leave everything as it is."""
    in_checkout = turn.state.checkout is not None and turn.checkout.address_confirmed
    turn.state.resume = ""
    lines = carts.lines(turn.session, turn.user_id)
    if not lines:
        _keep_for_later(turn, code)
        return
    quote = pricing.quote(
        turn.session,
        settings=turn.settings,
        lines=[QuoteLine(line.product_id, line.quantity, options=line.options) for line in lines],
        province=turn.checkout.answers.get("province") if in_checkout else None,
        promo_code=code[:40],
        user_id=turn.user_id,
    )
    wrong = next((found for found in quote.problems if found["code"] in summary.PROMO_CODES), None)
    if wrong is None and quote.promo is not None:
        turn.state.promo = quote.promo.code
        discount = pesos(quote.discount_amount) if quote.discount_amount else turn.t("at_checkout")
        turn.tell(
            "promo_taken",
            () if in_checkout else turn.offers("checkout", "cart", "shop"),
            code=quote.promo.code,
            discount=discount,
        )
    else:
        refused = wrong["code"] if wrong else "INVALID_PROMO"
        turn.tell(f"promo_{refused.lower()}", turn.offers("promo", "checkout", "cart"), refused=refused, code=code[:40])
    if in_checkout:
        checkout.open_(turn)
    else:
        turn.go(START)


def _keep_for_later(turn: Turn, code: str) -> None:
    found = promos.find(turn.session, code) if 0 < len(code) <= 40 else None
    turn.go(START)
    if found is None or not found.is_active:
        turn.tell("promo_invalid_promo", turn.offers("promo", "shop", "menu"), refused="INVALID_PROMO", code=code[:40])
        return
    turn.state.promo = found.code
    turn.tell("promo_kept", turn.offers("shop", "menu"), code=found.code)
