//! Records from a file, one a line: read in blocks, parsed on every core, handed over in order.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::sync::Arc;

use futures_util::Stream;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::packed::Packer;
use super::wire;
use crate::domain::lookup_key::LookupKey;
use crate::ports::exam_records::WrittenRecord;

/// Longest line read, in bytes. The longest record that the contract allows has some 700 KiB.
const LONGEST_LINE: usize = 1024 * 1024;

/// Bytes of a block: some hundred records.
const BLOCK: usize = 512 * 1024;

/// Blocks read and not parsed yet.
const UNPARSED: usize = 6;

/// Blocks that wait to be taken, nearly all parsed: a fifth of what they were. Some tens of thousands of records, as
/// many as are read while a store places those before. With [`UNPARSED`], they bound the memory, however long the
/// file is.
const WAITING: usize = 200;

/// A line after parsing, as the import takes it: its number from 1, and a record or why it is none.
pub type NumberedLine = (u64, Result<WrittenRecord, String>);

/// The lines of `reader` in order, in batches; empty lines are passed over. Must be called within a Tokio
/// runtime, whose blocking threads do the work.
pub fn batches(reader: impl Read + Send + 'static) -> impl Stream<Item = Vec<NumberedLine>> + Send + Unpin {
    let (sender, receiver) = mpsc::channel::<JoinHandle<Vec<NumberedLine>>>(WAITING);
    let unparsed = Arc::new(Semaphore::new(UNPARSED));
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        for block in Blocks::of(reader) {
            let Ok(permit) = runtime.block_on(Arc::clone(&unparsed).acquire_owned()) else { break };
            let parsed = tokio::task::spawn_blocking(move || {
                let _until_parsed = permit;
                block.parse()
            });
            if sender.blocking_send(parsed).is_err() {
                break;
            }
        }
    });
    Box::pin(futures_util::stream::unfold(receiver, async |mut receiver| {
        let batch = receiver.recv().await?.await.expect("a parser never panics");
        Some((batch, receiver))
    }))
}

/// Some whole lines.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    lines: Vec<(u64, Line)>,
}

enum Line {
    Text(Range<usize>),
    Refused(String),
}

impl Block {
    fn parse(self) -> Vec<NumberedLine> {
        let mut parsed = Vec::with_capacity(self.lines.len());
        let mut packer = Packer::new();
        for (number, line) in self.lines {
            match line {
                Line::Refused(reason) => parsed.push((number, Err(reason))),
                Line::Text(range) => {
                    let text = self.bytes[range].trim_ascii();
                    if !text.is_empty() {
                        parsed.push((number, written(text, &mut packer)));
                    }
                }
            }
        }
        parsed
    }
}

/// A line as the directory takes it, or why it does not. Packed here, where every core works.
fn written(text: &[u8], packer: &mut io::Result<Packer>) -> Result<WrittenRecord, String> {
    let record = wire::parse(text).map_err(|invalid| invalid.to_string())?;
    let content = packer.as_mut().map_err(|error| error.to_string());
    let content = content.and_then(|packer| packer.pack(text).map_err(|error| error.to_string()));
    Ok(WrittenRecord {
        exam: record.exam.key(),
        version: record.version,
        published_at: record.published_at,
        born_as: LookupKey::of(&record.candidate),
        content: content.map_err(|error| format!("cannot be packed: {error}"))?,
        ina: record.candidate.ina,
    })
}

/// The blocks of a file.
struct Blocks<R> {
    reader: BufReader<R>,
    read: u64,
    is_over: bool,
}

impl<R: Read> Blocks<R> {
    fn of(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(1 << 16, reader), read: 0, is_over: false }
    }

    /// The next line behind those of the block; says whether there was one.
    fn take_line(&mut self, block: &mut Block) -> std::io::Result<bool> {
        let begin = block.bytes.len();
        let most = LONGEST_LINE as u64;
        let length = (&mut self.reader).take(most).read_until(b'\n', &mut block.bytes)?;
        if length == 0 {
            return Ok(false);
        }
        self.read += 1;
        let line = if length == LONGEST_LINE && !block.bytes.ends_with(b"\n") {
            block.bytes.truncate(begin);
            self.reader.skip_until(b'\n')?;
            Line::Refused("longer than any record can be".to_owned())
        } else {
            Line::Text(begin..block.bytes.len())
        };
        block.lines.push((self.read, line));
        Ok(true)
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        let mut block = Block { bytes: Vec::with_capacity(BLOCK + BLOCK / 8), lines: Vec::new() };
        while !self.is_over && block.bytes.len() < BLOCK {
            match self.take_line(&mut block) {
                Ok(true) => {}
                Ok(false) => self.is_over = true,
                // A read error ends the file: the line it hit is refused, so nothing is imported.
                Err(error) => {
                    self.is_over = true;
                    block.lines.push((self.read + 1, Line::Refused(format!("cannot be read: {error}"))));
                }
            }
        }
        (!block.lines.is_empty()).then_some(block)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use futures_util::StreamExt;

    use super::{BLOCK, LONGEST_LINE, NumberedLine, batches};

    async fn lines(reader: impl Read + Send + 'static) -> Vec<NumberedLine> {
        batches(reader).collect::<Vec<_>>().await.into_iter().flatten().collect()
    }

    /// A record of the contract.
    fn record() -> &'static str {
        include_str!("samples.ndjson").lines().next().unwrap()
    }

    #[tokio::test]
    async fn lines_come_in_order_with_their_numbers_however_many_blocks_they_fill() {
        let count = 4 * BLOCK / record().len();
        let text = format!("{}\n\n", record()).repeat(count);
        let lines = lines(Cursor::new(text)).await;
        assert_eq!(lines.len(), count);
        assert!(lines.iter().all(|(_, parsed)| parsed.is_ok()));
        assert!(lines.iter().map(|(number, _)| *number).eq((0..count as u64).map(|index| 2 * index + 1)));
    }

    #[tokio::test]
    async fn a_last_line_needs_no_end_and_a_long_one_is_dropped() {
        let long = "x".repeat(3 * LONGEST_LINE);
        let lines = lines(Cursor::new(format!("{long}\n{}\n  \r\n{}", record(), record()))).await;
        let told: Vec<_> = lines.iter().map(|(number, parsed)| (*number, parsed.is_ok())).collect();
        assert_eq!(told, [(1, false), (2, true), (4, true)]);
        assert_eq!(lines[0].1, Err("longer than any record can be".to_owned()));
    }

    #[tokio::test]
    async fn a_file_that_breaks_off_is_refused() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::UnexpectedEof.into())
            }
        }
        let lines = lines(Cursor::new(format!("{}\n", record())).chain(Broken)).await;
        assert_eq!(lines.len(), 2);
        assert!(lines[1].1.as_ref().is_err_and(|reason| reason.starts_with("cannot be read")));
    }

    #[tokio::test]
    async fn nothing_is_no_line() {
        assert!(lines(Cursor::new("")).await.is_empty());
    }
}
