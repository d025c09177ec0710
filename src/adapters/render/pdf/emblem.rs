//! The issuer's own emblem at the head of the page: `emblem.png` of the theme's folder. The service brings
//! none, for the marks of the State are the State's.

use krilla::Document;
use krilla::geom::Size;
use krilla::image::Image;
use krilla::page::PageSettings;

/// Largest file, in bytes: it is packed anew into every document.
const LARGEST: usize = 256 * 1024;
/// Longest side, in pixels: enough for 300 dots an inch at the height it is drawn.
const LONGEST_SIDE: u32 = 1024;

/// A picture that can be drawn.
#[derive(Clone, Debug)]
pub struct Emblem(Image);

/// Why a file is no emblem.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidEmblem {
    /// Too many bytes or pixels.
    #[error("is larger than {} KiB or {LONGEST_SIDE} pixels a side", LARGEST / 1024)]
    TooLarge,
    /// Not PNG, or damaged.
    #[error("is no PNG picture")]
    Picture,
}

impl Emblem {
    /// Reads a picture, the whole of it: a damaged one is found now and not with the first citizen.
    ///
    /// # Errors
    /// When it is none, or a large one.
    pub fn from_png(file: Vec<u8>) -> Result<Self, InvalidEmblem> {
        if file.len() > LARGEST {
            return Err(InvalidEmblem::TooLarge);
        }
        let image = Image::from_png(file.into(), false).map_err(|_| InvalidEmblem::Picture)?;
        let (width, height) = image.size();
        if width.max(height) > LONGEST_SIDE {
            return Err(InvalidEmblem::TooLarge);
        }
        is_drawn(image.clone()).then_some(Self(image)).ok_or(InvalidEmblem::Picture)
    }

    /// To draw.
    pub fn image(&self) -> Image {
        self.0.clone()
    }

    /// Width at this height.
    pub fn width(&self, height: f32) -> f32 {
        let (across, down) = self.0.size();
        height * across as f32 / down.max(1) as f32
    }
}

fn is_drawn(image: Image) -> bool {
    let draw = || {
        let mut document = Document::new();
        let mut page = document.start_page_with(PageSettings::from_wh(100.0, 100.0)?);
        let mut surface = page.surface();
        surface.draw_image(image, Size::from_wh(10.0, 10.0)?);
        surface.finish();
        page.finish();
        document.finish().ok()
    };
    draw().is_some()
}

#[cfg(test)]
mod tests {
    use super::{Emblem, InvalidEmblem};

    /// One white pixel.
    const PIXEL: &[u8] = include_bytes!("../../../../tests/fixtures/pixel.png");

    #[test]
    fn a_damaged_or_huge_picture_is_refused_before_anybody_needs_it() {
        assert!(Emblem::from_png(PIXEL.to_vec()).is_ok_and(|emblem| emblem.width(40.0) == 40.0));
        for file in [&b""[..], b"GIF89a", &PIXEL[..PIXEL.len() / 2]] {
            assert_eq!(Emblem::from_png(file.to_vec()).unwrap_err(), InvalidEmblem::Picture);
        }
        assert_eq!(Emblem::from_png(vec![0; 300_000]).unwrap_err(), InvalidEmblem::TooLarge);
    }
}
