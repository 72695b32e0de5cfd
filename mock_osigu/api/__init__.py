"""Osigu's products. This tuple is the whole registration of one."""

from typing import Final

from mock_osigu.api.oauth import PRODUCT as OAUTH
from mock_osigu.api.payments import payments
from mock_osigu.web.operation import Product

PRODUCTS: Final[tuple[Product, ...]] = (OAUTH, payments)
