//! A `Debug` that tells the type and nothing of the value, for everything that holds personal data.

/// Implements `Debug` as `TypeName(…)`, so that a value may stand in an assertion or an error
/// without its content ever reaching a log.
macro_rules! redacted_debug {
    ($($name:ty),+ $(,)?) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })+
    };
}

pub(crate) use redacted_debug;
