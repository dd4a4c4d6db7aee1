"""What recurs: "every second Tuesday until Christmas" read, as days of the grammar and as RRULE."""
