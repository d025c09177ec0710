//! One incremental update (ISO 32000-1 §7.5.6) that gives a file of our renderer a signature field.
//!
//! The file's bytes stay as they are; behind them come the signature, its field as an invisible widget
//! of the first page, and the objects that must know of them: page, catalog and tag tree, for PDF/UA
//! wants the widget in a Form element. Reads only what krilla writes (one revision, a classic
//! cross-reference table) and refuses anything else.

use std::fmt::{Arguments, Write as _};
use std::io::Write as _;
use std::ops::Range;

use data_encoding::HEXUPPER;
use jiff::Timestamp;
use memchr::memmem;

/// What stands behind a drawing in a file with room for a signature.
pub struct Update {
    /// From the end of the drawing on, zeros where the signature goes.
    pub bytes: Vec<u8>,
    /// Where in it the hexadecimal digits of the signature stand, without their angle brackets.
    pub signature: Range<usize>,
}

/// The file is not as our renderer writes them: a bug, or another version of it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the drawn PDF has another form than the seal expects: {0}")]
pub struct Unexpected(pub(super) &'static str);

/// Who seals and when, as the signature dictionary tells it.
pub struct SealDetails<'a> {
    /// Name of the organisation.
    pub name: &'a str,
    /// Why.
    pub reason: &'a str,
    /// When.
    pub at: Timestamp,
    /// Bytes kept for the signature.
    pub room: usize,
    /// Second part of the file's identifier, which each revision has anew (ISO 32000-1 §14.4).
    pub document_id: &'a [u8],
}

/// Bytes kept for a signature: they fit an organisation's whole chain.
pub const ROOM: usize = 6144;
/// Bytes kept for a signature with a time stamp, which brings its authority's chain along.
pub const ROOM_WITH_STAMP: usize = 14 * 1024;
/// Bytes of the three numbers behind the first of `/ByteRange`, which are known at the end.
const BYTE_RANGE: usize = "0000000000 0000000000 0000000000".len();

/// Bytes of an entry of the cross-reference table: offset, generation, kind (ISO 32000-1 §7.5.4).
const ENTRY: usize = 20;

/// A file of ours taken apart as far as needed.
pub(super) struct Original<'a> {
    bytes: &'a [u8],
    /// The cross-reference table, an entry for each object.
    entries: &'a [[u8; ENTRY]],
    pub(super) trailer: &'a str,
    xref: usize,
}

impl<'a> Original<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Unexpected> {
        let at = |needle: &[u8]| memmem::rfind(bytes, needle);
        let start = at(b"startxref\n").ok_or(Unexpected("startxref"))?;
        let xref: usize = ascii(&bytes[start + 10..])
            .lines()
            .next()
            .and_then(|line| line.parse().ok())
            .ok_or(Unexpected("startxref"))?;
        let table =
            bytes.get(xref..).and_then(|rest| rest.strip_prefix(b"xref\n0 ")).ok_or(Unexpected("xref"))?;
        let line = ascii(table.split(|byte| *byte == b'\n').next().unwrap_or_default());
        let count: usize = line.parse().map_err(|_| Unexpected("xref"))?;
        let (entries, _) = table.get(line.len() + 1..).ok_or(Unexpected("xref"))?.as_chunks();
        let entries = entries.get(..count).ok_or(Unexpected("xref"))?;
        let trailer = at(b"trailer\n").ok_or(Unexpected("trailer"))?;
        let trailer = ascii(bytes.get(trailer + 8..start).ok_or(Unexpected("trailer"))?).trim();
        if trailer.contains("/Prev") || trailer.contains("/Encrypt") {
            return Err(Unexpected("more than one revision"));
        }
        Ok(Self { bytes, entries, trailer, xref })
    }

    /// From the inside of an object on.
    fn at(&self, number: usize) -> Result<&'a [u8], Unexpected> {
        let entry = self.entries.get(number).ok_or(Unexpected("object number"))?;
        let offset: usize = ascii(&entry[..10]).parse().map_err(|_| Unexpected("xref entry"))?;
        let rest = self.bytes.get(offset..).ok_or(Unexpected("object offset"))?;
        rest.strip_prefix(format!("{number} 0 obj\n").as_bytes()).ok_or(Unexpected("object"))
    }

    /// The dictionary of a stream and its packed bytes.
    pub(super) fn stream(&self, number: usize) -> Result<(&'a str, &'a [u8]), Unexpected> {
        const START: &[u8] = b"\nstream\n";
        let rest = self.at(number)?;
        let start = memmem::find(rest, START).ok_or(Unexpected("a stream"))?;
        let dictionary = std::str::from_utf8(&rest[..start]).map_err(|_| Unexpected("a dictionary"))?;
        let (from, length) = (start + START.len(), reference(dictionary, "/Length ")?);
        let bytes = rest.get(from..from.saturating_add(length)).ok_or(Unexpected("a stream's length"))?;
        Ok((dictionary, bytes))
    }

    /// The text of an object without a stream.
    pub(super) fn object(&self, number: usize) -> Result<&'a str, Unexpected> {
        let rest = self.at(number)?;
        let end = memmem::find(rest, b"\nendobj").ok_or(Unexpected("endobj"))?;
        let text = std::str::from_utf8(&rest[..end]).map_err(|_| Unexpected("object text"))?;
        if after(text, "stream").is_some() { Err(Unexpected("a stream")) } else { Ok(text) }
    }
}

/// As much as is ASCII.
fn ascii(bytes: &[u8]) -> &str {
    let end = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
    std::str::from_utf8(&bytes[..end]).unwrap_or_default()
}

/// Where in a text the first place behind `needle` is.
fn after(text: &str, needle: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), needle.as_bytes()).map(|at| at + needle.len())
}

/// The number after `key` in a dictionary: of the object it refers to, or first of a list.
pub(super) fn reference(dictionary: &str, key: &str) -> Result<usize, Unexpected> {
    let rest = after(dictionary, key).and_then(|at| dictionary.get(at..)).ok_or(Unexpected("a reference"))?;
    let rest = rest.trim_start_matches(['[', ' ']);
    let digits = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    rest[..digits].parse().map_err(|_| Unexpected("a reference"))
}

/// The dictionary with more members.
fn with(dictionary: &str, members: Arguments<'_>) -> Result<String, Unexpected> {
    let inside = dictionary.trim_end().strip_suffix(">>").ok_or(Unexpected("a dictionary"))?;
    Ok(joined(inside, members, ">>"))
}

/// The dictionary with one more item at the end of the list that begins with `list`.
fn appended(dictionary: &str, list: &str, item: Arguments<'_>) -> Result<String, Unexpected> {
    let start = after(dictionary, list).ok_or(Unexpected("a list"))?;
    let end = start + dictionary[start..].find(']').ok_or(Unexpected("a list"))?;
    Ok(joined(&dictionary[..end], format_args!(" {item}"), &dictionary[end..]))
}

fn joined(before: &str, between: Arguments<'_>, behind: &str) -> String {
    /// More than what is put between.
    const MORE: usize = 128;
    let mut text = String::with_capacity(before.len() + behind.len() + MORE);
    text.push_str(before);
    text.write_fmt(between).expect("a String takes any text");
    text.push_str(behind);
    text
}

/// Adds a signature field and room for its signature.
///
/// # Errors
/// When the file has another form than our renderer's.
pub fn update(drawn: &[u8], details: &SealDetails<'_>) -> Result<Update, Unexpected> {
    let original = Original::read(drawn)?;
    let size = original.entries.len();
    let (signature, field, element) = (size, size + 1, size + 2);
    let catalog = reference(original.trailer, "/Root ")?;
    let catalog_text = original.object(catalog)?;
    let page = reference(original.object(reference(catalog_text, "/Pages ")?)?, "/Kids")?;
    let page_text = original.object(page)?;
    let tree = reference(catalog_text, "/StructTreeRoot ")?;
    let tree_text = original.object(tree)?;
    let document = reference(tree_text, "/K")?;
    let parent_key = reference(tree_text, "/ParentTreeNextKey ")?;

    let annotations = match after(page_text, "/Annots[") {
        Some(_) => appended(page_text, "/Annots[", format_args!("{field} 0 R"))?,
        None => with(page_text, format_args!("/Annots[{field} 0 R]"))?,
    };
    let in_order = match after(&annotations, "/Tabs/S") {
        Some(_) => annotations,
        None => with(&annotations, format_args!("/Tabs/S"))?,
    };
    let numbered = appended(tree_text, "/Nums[", format_args!("{parent_key} {element} 0 R"))?.replace(
        &format!("/ParentTreeNextKey {parent_key}"),
        &format!("/ParentTreeNextKey {}", parent_key + 1),
    );
    let certified = with(
        catalog_text,
        format_args!("/AcroForm<</Fields[{field} 0 R]/SigFlags 3>>/Perms<</DocMDP {signature} 0 R>>"),
    )?;
    let tagged = appended(original.object(document)?, "/K[", format_args!("{element} 0 R"))?;
    let mut changed = [(page, in_order), (catalog, certified), (tree, numbered), (document, tagged)];
    changed.sort_unstable_by_key(|(number, _)| *number);
    if changed.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(Unexpected("one object as two"));
    }

    let length: usize = changed.iter().map(|(_, text)| text.len()).sum();
    let mut revision = Revision::behind(drawn, length + 2 * details.room);
    for (number, text) in &changed {
        revision.object(*number, format_args!("{text}"));
    }
    let (byte_range, contents) = revision.signature(signature, details);
    revision.object(
        field,
        format_args!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(Cachet)/TU{}/F 132/Rect[0 0 0 0]/P {page} 0 R/V {signature} 0 R/StructParent {parent_key}>>",
            text(&format!("Cachet électronique : {}", details.name))
        ),
    );
    revision.object(
        element,
        format_args!("<</Type/StructElem/S/Form/P {document} 0 R/Pg {page} 0 R/K<</Type/OBJR/Pg {page} 0 R/Obj {field} 0 R>>>>"),
    );
    let mut bytes = revision.end(&original, details)?;

    // The gap holds the signature with its angle brackets, nothing else.
    let rest = bytes.len() - (contents.end + 1);
    let (gap, behind) = (drawn.len() + contents.start - 1, drawn.len() + contents.end + 1);
    bytes[byte_range].copy_from_slice(format!("{gap:010} {behind:010} {rest:010}").as_bytes());
    Ok(Update { bytes, signature: contents })
}

/// A text string in UTF-16BE (ISO 32000-1 §7.9.2.2), in hexadecimal.
fn text(text: &str) -> String {
    let mut units = Vec::with_capacity(2 * text.len());
    text.encode_utf16().for_each(|unit| units.extend_from_slice(&unit.to_be_bytes()));
    let mut hexadecimal = String::with_capacity(4 * text.len() + "<FEFF>".len());
    hexadecimal.push_str("<FEFF");
    HEXUPPER.encode_append(&units, &mut hexadecimal);
    hexadecimal.push('>');
    hexadecimal
}

/// An update being written, its objects by rising number.
struct Revision {
    /// Bytes of the file before it.
    before: usize,
    bytes: Vec<u8>,
    /// The cross-reference table.
    table: String,
}

impl Revision {
    /// Begins behind a file, with room for this many bytes and what an update has besides.
    fn behind(drawn: &[u8], length: usize) -> Self {
        /// More than three new objects, table and trailer.
        const MORE: usize = 4096;
        let mut bytes = Vec::with_capacity(length + MORE);
        if !drawn.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        let mut table = String::with_capacity(MORE / 4);
        table.push_str("xref\n");
        Self { before: drawn.len(), bytes, table }
    }

    fn add(&mut self, text: Arguments<'_>) {
        self.bytes.write_fmt(text).expect("a Vec takes any text");
    }

    /// Keeps bytes that are written later, and says where.
    fn keep(&mut self, length: usize) -> Range<usize> {
        let kept = self.bytes.len()..self.bytes.len() + length;
        self.bytes.resize(kept.end, b'0');
        kept
    }

    fn begin(&mut self, number: usize) {
        let offset = self.before + self.bytes.len();
        writeln!(self.table, "{number} 1\n{offset:010} 00000 n\r").expect("a String takes any text");
        self.add(format_args!("{number} 0 obj\n"));
    }

    fn object(&mut self, number: usize, text: Arguments<'_>) {
        self.begin(number);
        self.add(format_args!("{text}\nendobj\n"));
    }

    /// The signature dictionary; says where the numbers of its `/ByteRange` go, and its hexadecimal digits.
    fn signature(&mut self, number: usize, details: &SealDetails<'_>) -> (Range<usize>, Range<usize>) {
        self.begin(number);
        self.add(format_args!("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 "));
        let byte_range = self.keep(BYTE_RANGE);
        self.add(format_args!("]/Contents<"));
        let contents = self.keep(2 * details.room);
        self.add(format_args!(
            ">/M({})/Name{}/Reason{}\
             /Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]>>\
             \nendobj\n",
            details.at.strftime("D:%Y%m%d%H%M%SZ"),
            text(details.name),
            text(details.reason),
        ));
        (byte_range, contents)
    }

    /// Table and trailer.
    fn end(mut self, original: &Original<'_>, details: &SealDetails<'_>) -> Result<Vec<u8>, Unexpected> {
        let xref = self.before + self.bytes.len();
        let first_id = original
            .trailer
            .split_once("/ID[(")
            .and_then(|(_, rest)| rest.split_once(")("))
            .map(|(first, _)| first)
            .ok_or(Unexpected("/ID"))?;
        let info = reference(original.trailer, "/Info ")?;
        let root = reference(original.trailer, "/Root ")?;
        let size = original.entries.len() + 3;
        let id = HEXUPPER.encode(details.document_id);
        self.bytes.extend_from_slice(self.table.as_bytes());
        self.add(format_args!(
            "trailer\n<</Size {size}/Root {root} 0 R/Info {info} 0 R/Prev {}/ID[({first_id})<{id}>]>>\nstartxref\n{xref}\n%%EOF\n",
            original.xref,
        ));
        Ok(self.bytes)
    }
}
