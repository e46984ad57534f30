"""The brief by mail: composing, recipients, transport, and the journal that makes it once."""
