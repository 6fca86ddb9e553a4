"""A search: what it is bound to, its trials one after the other, going on."""
