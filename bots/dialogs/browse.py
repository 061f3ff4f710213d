"""Shelves and pages of products."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bots import replies
from bots.dialogs.welcome import numbered
from bots.payloads import Payload
from bots.replies import Card, Choice
from bots.turn import Turn, payload, pesos
from services import catalogue
from services.catalogue import Item, Shelf

PAGE_SIZE = 10
SHELVES_IN_REACH = 11


def open_(turn: Turn, wanted: Payload) -> None:
    """CATALOGUE: the shelves; CATALOGUE|slug|page: one page of one."""
    asked = wanted.text(0)
    number = max(1, wanted.whole(1, 1))
    shelf = catalogue.shelf(turn.session, asked[:100]) if asked not in {"", catalogue.ALL} else None
    if not asked:
        shelves(turn)
    elif asked == catalogue.ALL:
        page(turn, catalogue.ALL, turn.t("title_all"), number)
    elif shelf is None:
        shelves(turn, refused="CATEGORY_NOT_FOUND")
    else:
        page(turn, shelf.slug, shelf.name, number)


def shelves(turn: Turn, *, refused: str = "") -> None:
    """The categories to choose from; with only one, its products."""
    found = catalogue.shelves(turn.session)
    if len(found) < 2 and not refused:
        only = found[0] if found else Shelf(catalogue.ALL, turn.t("title_all"))
        page(turn, only.slug, only.name, 1)
        return
    choices = [Choice(shelf.name, payload("CATALOGUE", shelf.slug, 1)) for shelf in found]
    choices.append(Choice(turn.t("title_all"), payload("CATALOGUE", catalogue.ALL, 1)))
    key = "category_unknown" if refused else "choose_category"
    words = turn.t(key) + "\n" + numbered([choice.title for choice in choices])
    near = choices if len(choices) <= SHELVES_IN_REACH else [*choices[: SHELVES_IN_REACH - 1], choices[-1]]
    turn.say(replies.text(words, [*near, *turn.offers("cart", "menu")]), refused=refused)
    turn.show(choices)


def page(turn: Turn, slug: str, title: str, number: int) -> None:
    """Up to ten products side by side, with what is left of each, and the way to the next ten."""
    shown = catalogue.page(turn.session, slug, number, size=PAGE_SIZE)
    if not shown.items:
        turn.tell("shelf_empty", turn.offers("shop", "menu"))
        return
    turn.tell("page_header", shelf=title, page=shown.number, pages=shown.pages, count=len(shown.items))
    quick = []
    turn.state.more = ""
    if shown.number < shown.pages:
        turn.state.more = payload("CATALOGUE", slug, shown.number + 1)
        quick.append(Choice(turn.t("title_more"), turn.state.more))
    if shown.number > 1:
        quick.append(Choice(turn.t("title_before"), payload("CATALOGUE", slug, shown.number - 1)))
    carousel(turn, shown.items, [*quick, *turn.offers("shop", "cart", "checkout", "menu")])


def carousel(turn: Turn, items: Sequence[Item], quick: Sequence[Choice]) -> None:
    """Products as cards; typing a card's number opens it."""
    turn.say(replies.carousel([card(turn, item) for item in items], quick))
    turn.show([Choice(item.name, payload("PRODUCT", item.sku)) for item in items])


def card(turn: Turn, item: Item, *, details: bool = True) -> Card:
    """One product: picture, price, what is left, and what to do with it."""
    choices = [Choice(turn.t("title_details"), payload("PRODUCT", item.sku))] if details else []
    if item.available > 0:
        choices.append(Choice(turn.t("title_add"), payload("CART_ADD", item.sku, 1)))
    if not details or not choices:
        choices.append(turn.offers("cart")[0])
    return Card(
        title=item.name,
        subtitle=f"{price(turn, item)} · {stock(turn, item.available)}",
        image_url=picture(turn, item.image_url),
        buttons=tuple(choices),
    )


def price(turn: Turn, item: Item) -> str:
    """₱180.00, or 'from ₱150.00' where variants differ, with the unit."""
    low, high = item.prices
    words = pesos(low) if low == high else turn.t("price_from", price=pesos(low))
    return f"{words} / {item.unit}" if item.unit and low > Decimal(0) else words


def stock(turn: Turn, available: int) -> str:
    """'12 left' or 'Sold out'."""
    return turn.t("left", left=available) if available > 0 else turn.t("sold_out")


def picture(turn: Turn, address: str | None) -> str | None:
    """A full address for a picture; one of the shop's own begins with /."""
    if address and address.startswith("/"):
        return turn.settings.public_base_url + address
    return address
