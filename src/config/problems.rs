//! What is wrong with a configuration, for the operator.

use std::fmt;

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, such as `franceconnect.issuer` or a file.
    pub key: String,
    /// What is wrong, without the value when it is a secret.
    pub what: String,
    /// What to do.
    pub hint: String,
}

/// All things to mend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Adds one.
    pub fn add(&mut self, key: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) {
        self.0.push(Problem { key: key.into(), what: what.into(), hint: hint.into() });
    }

    /// Adds one about a missing key.
    pub fn missing(&mut self, key: impl Into<String>, hint: impl Into<String>) {
        self.add(key, "is missing", hint);
    }

    /// One problem alone.
    pub fn one(key: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(key, what, hint);
        problems
    }

    /// The value, unless there are problems. A value that could not be made has left one.
    ///
    /// # Errors
    /// These problems.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{}: {}\n  hint: {}", problem.key, problem.what, problem.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
