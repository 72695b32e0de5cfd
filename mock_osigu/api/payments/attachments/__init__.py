"""What is attached to an invoice: files and comments (reference/invoices names both, and no more)."""
