"""Which invoices may be advanced, and on what terms: payers, and the rules that are switched on."""
