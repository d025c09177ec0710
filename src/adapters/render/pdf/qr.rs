//! A QR code (ISO/IEC 18004).

use fast_qr::{ECL, QRBuilder};

use super::modules::Modules;

/// The code of `text`; the quiet zone around it is the layout's. `None` when the text is too long for any.
pub fn code(text: &str) -> Option<Modules> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let is_dark = |row: u16, column: u16| code[row.into()][usize::from(column)].value();
    Some(Modules::of(u16::try_from(code.size).ok()?, is_dark))
}
