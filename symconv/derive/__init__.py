"""From a problem to its derivation: ranges, terms, steps. Imports only the model."""
