"""Cashout requests: the advances that a provider asks for on its invoices. Clients read them; control moves them."""
