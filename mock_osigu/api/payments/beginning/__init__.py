"""What a world's Payments begin with by its settings: payers, rules, and cashout requests made long before."""
