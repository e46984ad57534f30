"""Written files are read back by other libraries than the ones that wrote them, and compared with the ledger."""
