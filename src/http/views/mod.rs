//! One typed context a template.
