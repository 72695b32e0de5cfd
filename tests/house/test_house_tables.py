"""The tables of operations keep their own rules."""

import re
from typing import Final

import pytest

from mock_osigu.app import create_app
from mock_osigu.web.operation import Access, Fidelity, Operation
from mock_osigu.wsgi import ALL_PRODUCTS

OWN: Final = [operation for product in ALL_PRODUCTS for operation in product.operations]
CONTROL: Final = [operation for product in ALL_PRODUCTS for operation in product.control]
ALL: Final = [*OWN, *CONTROL]

each_operation = pytest.mark.parametrize("operation", ALL, ids=lambda operation: str(operation.endpoint))


def test_ids_and_routes_are_unique() -> None:
    assert len({operation.endpoint for operation in ALL}) == len(ALL)
    assert len({(operation.method, operation.path) for operation in ALL}) == len(ALL)


def test_product_names_are_unique() -> None:
    names = [product.name for product in ALL_PRODUCTS]
    assert len(set(names)) == len(names)


@each_operation
def test_an_operation_says_how_we_know(operation: Operation) -> None:
    assert isinstance(operation.fidelity, Fidelity)
    if operation.fidelity is Fidelity.INVENTED:
        assert not operation.source
    else:
        assert re.fullmatch(r"https://\S+", operation.source)
        assert operation.notes


@each_operation
def test_an_operation_is_well_named(operation: Operation) -> None:
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", operation.id)
    assert operation.summary[:1].isupper()
    assert not operation.summary.endswith(".")
    assert re.fullmatch(r"/[\w/{}.-]*", operation.path)


@each_operation
def test_an_operation_fits_its_access(operation: Operation) -> None:
    is_control = operation in CONTROL
    assert operation.id.startswith("control.") is is_control
    assert operation.path.startswith("/__admin") is is_control
    assert operation.access is not Access.CONTROL or is_control
    assert operation.access is not Access.BEARER or operation.path.startswith("/v1/")
    assert operation.fidelity is Fidelity.INVENTED or not is_control


@each_operation
def test_an_operation_answers_what_its_status_allows(operation: Operation) -> None:
    assert operation.status in (200, 201, 204)
    assert operation.status != 204 or operation.returns is None
    assert operation.status == 204 or operation.method != "DELETE"
    assert all(400 <= error.status < 500 for error in operation.errors)
    assert len({(error.status, error.code) for error in operation.errors}) == len(operation.errors)


def test_the_url_map_has_the_tables_and_nothing_else() -> None:
    rules = {
        (method, re.sub(r"<(\w+)>", r"{\1}", str(rule)))
        for rule in create_app().url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert rules == {(operation.method, operation.path) for operation in ALL}
