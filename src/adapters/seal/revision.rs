//! One incremental update (ISO 32000-1 §7.5.6) that gives a file of our renderer a signature field.
//!
//! The file's bytes stay as they are; behind them come the signature, its field as an invisible widget
//! of the first page, and the objects that must know of them: page, catalog and tag tree, for PDF/UA
//! wants the widget in a Form element. Reads only what krilla writes (one revision, a classic
//! cross-reference table) and refuses anything else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
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
/// Digits of each number of `/ByteRange` while they are not known.
const PLACEHOLDER: &str = "0000000000";
/// What stands before the signature.
const CONTENTS: &str = "/Contents<";

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
fn with(dictionary: &str, members: &str) -> Result<String, Unexpected> {
    let inside = dictionary.trim_end().strip_suffix(">>").ok_or(Unexpected("a dictionary"))?;
    Ok(format!("{inside}{members}>>"))
}

/// The dictionary with one more item at the end of the list under `key`.
fn appended(dictionary: &str, key: &str, item: &str) -> Result<String, Unexpected> {
    let start = after(dictionary, &format!("{key}[")).ok_or(Unexpected("a list"))?;
    let end = start + dictionary[start..].find(']').ok_or(Unexpected("a list"))?;
    Ok(format!("{} {item}{}", &dictionary[..end], &dictionary[end..]))
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

    let mut objects = BTreeMap::new();
    objects.insert(signature, signature_dictionary(details));
    objects.insert(
        field,
        format!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(Cachet)/TU{}/F 132/Rect[0 0 0 0]/P {page} 0 R/V {signature} 0 R/StructParent {parent_key}>>",
            text(&format!("Cachet électronique : {}", details.name))
        ),
    );
    objects.insert(
        element,
        format!("<</Type/StructElem/S/Form/P {document} 0 R/Pg {page} 0 R/K<</Type/OBJR/Pg {page} 0 R/Obj {field} 0 R>>>>"),
    );
    let annotations = if page_text.contains("/Annots[") {
        appended(page_text, "/Annots", &format!("{field} 0 R"))?
    } else {
        with(page_text, &format!("/Annots[{field} 0 R]"))?
    };
    objects.insert(
        page,
        if annotations.contains("/Tabs/S") { annotations } else { with(&annotations, "/Tabs/S")? },
    );
    objects.insert(
        catalog,
        with(
            catalog_text,
            &format!("/AcroForm<</Fields[{field} 0 R]/SigFlags 3>>/Perms<</DocMDP {signature} 0 R>>"),
        )?,
    );
    let tree_text = appended(tree_text, "/Nums", &format!("{parent_key} {element} 0 R"))?.replace(
        &format!("/ParentTreeNextKey {parent_key}"),
        &format!("/ParentTreeNextKey {}", parent_key + 1),
    );
    objects.insert(tree, tree_text);
    objects.insert(document, appended(original.object(document)?, "/K", &format!("{element} 0 R"))?);
    write(&original, &objects, signature, details)
}

/// The dictionary, its `/Contents` still empty.
fn signature_dictionary(details: &SealDetails<'_>) -> String {
    format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 {PLACEHOLDER} {PLACEHOLDER} {PLACEHOLDER}]\
         {CONTENTS}>/M({})/Name{}/Reason{}\
         /Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]>>",
        details.at.strftime("D:%Y%m%d%H%M%SZ"),
        text(details.name),
        text(details.reason),
    )
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

fn write(
    original: &Original<'_>,
    objects: &BTreeMap<usize, String>,
    signature: usize,
    details: &SealDetails<'_>,
) -> Result<Update, Unexpected> {
    /// More than table and trailer.
    const TABLE: usize = 1024;
    let length: usize = objects.values().map(|object| object.len() + "000 0 obj\n\nendobj\n".len()).sum();
    let (before, mut bytes) = (original.bytes.len(), Vec::with_capacity(length + 2 * details.room + TABLE));
    if !original.bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    let mut table = "xref\n".to_owned();
    let (mut contents, mut byte_range) = (0..0, 0..0);
    for (number, object) in objects {
        writeln!(table, "{number} 1\n{:010} 00000 n\r", before + bytes.len())
            .expect("a String takes any text");
        bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        let mut rest = object.as_str();
        if *number == signature {
            let place = |needle: &str| after(object, needle).ok_or(Unexpected("our own signature"));
            let (numbers, digits) = (place("/ByteRange[")?, place(CONTENTS)?);
            byte_range =
                bytes.len() + numbers..bytes.len() + numbers + "0 ".len() + 3 * PLACEHOLDER.len() + 2;
            let (until, from) = object.split_at(digits);
            bytes.extend_from_slice(until.as_bytes());
            contents = bytes.len()..bytes.len() + 2 * details.room;
            bytes.resize(contents.end, b'0');
            rest = from;
        }
        bytes.extend_from_slice(rest.as_bytes());
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let xref = before + bytes.len();
    let first_id = original
        .trailer
        .split_once("/ID[(")
        .and_then(|(_, rest)| rest.split_once(")("))
        .map(|(first, _)| first)
        .ok_or(Unexpected("/ID"))?;
    let info = reference(original.trailer, "/Info ")?;
    let root = reference(original.trailer, "/Root ")?;
    let size = original.entries.len() + 3;
    write!(
        table,
        "trailer\n<</Size {size}/Root {root} 0 R/Info {info} 0 R/Prev {}/ID[({first_id})<{}>]>>\nstartxref\n{xref}\n%%EOF\n",
        original.xref,
        HEXUPPER.encode(details.document_id),
    )
    .expect("a String takes any text");
    bytes.extend_from_slice(table.as_bytes());

    // The gap holds the signature with its angle brackets, nothing else.
    let rest = bytes.len() - (contents.end + 1);
    let (gap, after) = (before + contents.start - 1, before + contents.end + 1);
    let numbers = format!("0 {gap:010} {after:010} {rest:010}");
    bytes[byte_range].copy_from_slice(numbers.as_bytes());
    Ok(Update { bytes, signature: contents })
}
