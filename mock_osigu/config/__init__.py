"""What `settings.py` is made of: kinds of values, options, clients, scenarios, layers of sources."""
