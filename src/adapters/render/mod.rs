//! How transcripts look.
