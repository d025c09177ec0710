//! One citizen gesture each.
