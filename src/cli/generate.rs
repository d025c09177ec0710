//! `mon-releve generate`: as many invented records as anybody wants to try.

use std::io::{BufWriter, ErrorKind, Write};

use clap::Args;

use super::Ending;
use crate::sandbox::generator::Generator;

#[derive(Args)]
pub(super) struct Options {
    /// How many records, on standard output, one a line.
    #[arg(long, value_name = "N")]
    count: usize,
    /// The same seed gives the same records.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

pub(super) fn run(options: &Options) -> Ending {
    match write(options) {
        Ok(()) => Ending::Done,
        Err(error) => Ending::External(error),
    }
}

fn write(options: &Options) -> anyhow::Result<()> {
    let mut output = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    for line in Generator::new(options.seed)?.take(options.count) {
        match output.write_all(line.as_bytes()).and_then(|()| output.write_all(b"\n")) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written?,
        }
    }
    Ok(output.flush()?)
}
