//! A QR code (ISO/IEC 18004) as one path: sharp at any size, no image in the file.

use fast_qr::{ECL, QRBuilder};
use krilla::geom::{Path, PathBuilder, Rect};

/// The dark modules of the code of `text`, filling `area`; the quiet zone around it is the layout's.
/// `None` when the text is too long for any code.
pub fn path(text: &str, area: Rect) -> Option<Path> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let module = area.width() / code.size as f32;
    let mut path = PathBuilder::new();
    for row in 0..code.size {
        let is_dark = |column: usize| code[row][column].value();
        let mut column = 0;
        while column < code.size {
            // Neighbours in a row are one rectangle: less to draw, and no hairline between them.
            let end = (column..code.size).find(|next| !is_dark(*next)).unwrap_or(code.size);
            if end > column {
                path.push_rect(Rect::from_xywh(
                    area.left() + column as f32 * module,
                    area.top() + row as f32 * module,
                    (end - column) as f32 * module,
                    module,
                )?);
            }
            column = end + 1;
        }
    }
    path.finish()
}
