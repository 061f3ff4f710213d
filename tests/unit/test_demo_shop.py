"""The demo shop is whole: a picture for each product, every province in one zone, prices that fit the printed order."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from deploy.demo import draw
from services import catalogue_file
from services.shipping import province_key

CATALOGUE = catalogue_file.parse((Path(draw.__file__).parent / "shop.json").read_bytes())
SOLD = [row for row in CATALOGUE.products if row.parent_sku is None]


def test_every_product_has_its_picture_and_no_picture_is_left_over() -> None:
    assert [row.values["image_url"] for row in SOLD] == [f"/media/products/{row.sku}.png" for row in SOLD]
    assert {row.sku for row in SOLD} == set(draw.PRODUCTS)
    assert {file.stem for file in draw.PICTURES.glob("*.png")} == set(draw.PRODUCTS)


@pytest.mark.parametrize("sku", sorted(draw.PRODUCTS))
def test_pictures_are_drawn_and_have_the_shape_messenger_shows(sku: str) -> None:
    assert draw.size((draw.PICTURES / f"{sku}.png").read_bytes()) == (600, 315)
    assert ET.fromstring(draw.svg(sku)).tag == "{http://www.w3.org/2000/svg}svg"


def test_all_provinces_are_served_once() -> None:
    keys = [province_key(province) for zone in CATALOGUE.zones for province in zone.provinces]
    assert (len(keys), len(set(keys))) == (83, 83)
    assert {"metro-manila", "cebu", "davao-del-sur", "tawi-tawi", "maguindanao-del-sur"} <= set(keys)


def test_is_a_shop_of_about_sixty_products_in_nine_categories() -> None:
    assert 55 <= len(SOLD) <= 65
    assert len({row.category for row in SOLD}) == 9
    assert sum(row.is_parent for row in SOLD) >= 4
    assert all(re.fullmatch(r"[A-Z][0-9]{2}", row.sku) for row in SOLD)
    assert {promo.values["type"] for promo in CATALOGUE.promos} == {"percentage", "fixed", "free_shipping"}
