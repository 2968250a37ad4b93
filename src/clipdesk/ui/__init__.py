"""The design system: base template, tokens, components, forms, numbers and dates. Every room's pages are made of it."""
