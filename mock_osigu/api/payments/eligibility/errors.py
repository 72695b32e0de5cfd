"""What can be wrong with a payer that a control route names."""

from mock_osigu.api.payments.model import Payer
from mock_osigu.core.errors import NotFound

_SHOWN = 64


class PayerNotFound(NotFound):
    """The platform has never heard of this payer; its invoices are NOT_ELIGIBLE."""

    code = "PAYER_NOT_FOUND"

    def __init__(self, payer: Payer) -> None:
        country, tax_id = payer.country_code[:_SHOWN], payer.tax_id[:_SHOWN]
        super().__init__(f"Payer not known: {country}/{tax_id}; GET /__admin/payers lists those that are")
        self.payer = payer
