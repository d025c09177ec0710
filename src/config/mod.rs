//! From what was typed to settings.
