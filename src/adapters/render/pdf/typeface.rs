//! The typeface of the documents: Lato (SIL Open Font License 1.1, `assets/fonts/lato`), in two cuts.
//!
//! Shaping is rustybuzz's. Faces and shaping plans are made once and shared: krilla's own text
//! drawing parses the font again at each call. So are the texts that transcripts have in common, from
//! « Épreuve » to the name of each: without them a layout is shaping and little else.

use std::ops::Range;
use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use moka::sync::Cache;
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Face, Feature, ShapePlan, UnicodeBuffer, script};
use unicode_normalization::UnicodeNormalization;

static REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/lato/Lato-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../../../assets/fonts/lato/Lato-Bold.ttf");

/// Stands for a character that the typeface cannot show.
const UNKNOWN: char = '?';

/// Which cut of the typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Headings and what matters.
    Bold,
}

/// Both cuts, ready to shape and to embed.
pub struct Typeface {
    regular: Cut,
    bold: Cut,
}

/// One font file.
pub struct Cut {
    font: Font,
    face: Face<'static>,
    plan: ShapePlan,
    units_per_em: f32,
    /// The texts asked for most, by what was asked; a name that comes once is turned away when it is full.
    known: Cache<Arc<str>, Arc<Shaped>>,
}

/// Glyphs of a cut to keep, of some fifty bytes each: several times the words of a session.
const KNOWN_GLYPHS: u64 = 20_000;

/// A text in glyphs; lengths are in ems.
pub struct Shaped {
    /// What the glyphs say, cleaned of what cannot be shown.
    pub text: String,
    /// The glyphs from left to right.
    pub glyphs: Vec<KrillaGlyph>,
    /// Cut to draw them with.
    pub weight: Weight,
}

impl Typeface {
    /// Reads the embedded fonts; `None` when they are not fonts.
    pub fn load() -> Option<Self> {
        Some(Self { regular: Cut::load(REGULAR)?, bold: Cut::load(BOLD)? })
    }

    /// One cut.
    fn cut(&self, weight: Weight) -> &Cut {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The font to draw glyphs with.
    pub fn font(&self, weight: Weight) -> Font {
        self.cut(weight).font.clone()
    }

    /// Turns text into glyphs, on one endless line.
    pub fn shape(&self, text: &str, weight: Weight) -> Arc<Shaped> {
        let cut = self.cut(weight);
        cut.known.get(text).unwrap_or_else(|| {
            let shown = cut.showable(text);
            let shaped = Arc::new(Shaped { glyphs: cut.shape(&shown), text: shown, weight });
            cut.known.insert(text.into(), Arc::clone(&shaped));
            shaped
        })
    }
}

impl Cut {
    fn load(file: &'static [u8]) -> Option<Self> {
        let face = Face::from_slice(file, 0)?;
        // Figures of equal width, so that columns of marks line up.
        let figures =
            [Feature::new(Tag::from_bytes(b"tnum"), 1, ..), Feature::new(Tag::from_bytes(b"lnum"), 1, ..)];
        let language = "fr".parse().ok();
        let plan =
            ShapePlan::new(&face, Direction::LeftToRight, Some(script::LATIN), language.as_ref(), &figures);
        let units_per_em = face.units_per_em() as f32;
        let glyphs =
            |_: &Arc<str>, shaped: &Arc<Shaped>| u32::try_from(shaped.glyphs.len()).unwrap_or(u32::MAX);
        let known = Cache::builder().max_capacity(KNOWN_GLYPHS).weigher(glyphs).build();
        Some(Self { font: Font::new(file.into(), 0)?, face, plan, units_per_em, known })
    }

    /// Composed text (NFC) without invisible controls; what the font lacks becomes a question mark.
    /// Civil status in France is written in Latin letters, all of which the typeface has; the
    /// attached data keep the original.
    fn showable(&self, text: &str) -> String {
        text.nfc()
            .filter(|character| !is_invisible(*character))
            .map(|character| if self.has(character) { character } else { UNKNOWN })
            .collect()
    }

    fn has(&self, character: char) -> bool {
        let has_glyph = |character| self.face.glyph_index(character).is_some_and(|glyph| glyph.0 != 0);
        let is_private = matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
        !is_private && (has_glyph(character) || std::iter::once(character).nfd().all(has_glyph))
    }

    fn shape(&self, text: &str) -> Vec<KrillaGlyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        let shaped = rustybuzz::shape_with_plan(&self.face, &self.plan, buffer);
        let infos = shaped.glyph_infos();
        let em = |units: i32| units as f32 / self.units_per_em;
        let mut glyphs = Vec::with_capacity(infos.len());
        for (index, (info, position)) in infos.iter().zip(shaped.glyph_positions()).enumerate() {
            let start = info.cluster as usize;
            let end = infos[index..]
                .iter()
                .map(|next| next.cluster as usize)
                .find(|next| *next != start)
                .unwrap_or(text.len());
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                em(position.x_advance),
                em(position.x_offset),
                em(position.y_offset),
                em(position.y_advance),
                start..end,
                None,
            ));
        }
        glyphs
    }
}

/// Joiners, direction marks, soft hyphens and the like: they draw nothing and can hide what is said.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{17B4}'
                | '\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

impl Shaped {
    /// Width of some of the glyphs, in ems.
    pub fn width(&self, glyphs: &Range<usize>) -> f32 {
        self.glyphs[glyphs.clone()].iter().map(|glyph| glyph.x_advance).sum()
    }

    /// The text that some of the glyphs say.
    #[cfg(test)]
    pub fn text_of(&self, glyphs: &Range<usize>) -> &str {
        let start = self.glyphs.get(glyphs.start).map_or(self.text.len(), |glyph| glyph.text_range.start);
        let end = self.glyphs[glyphs.clone()].last().map_or(start, |glyph| glyph.text_range.end);
        &self.text[start..end.max(start)]
    }
}

#[cfg(test)]
mod tests {
    use super::{Typeface, Weight};

    fn shown(text: &str) -> String {
        Typeface::load().expect("the fonts are fonts").shape(text, Weight::Regular).text.clone()
    }

    #[test]
    fn every_french_letter_is_shown() {
        let letters = "ÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸàâäæçéèêëîïôöœùûüÿ«»’–—…€№°ÑñŠšŽžŁłØøÐðÞþẞßŐőİı";
        assert_eq!(shown(letters), letters);
        assert_eq!(shown("e\u{301}"), "é");
        assert_eq!(shown("Noël\u{202F}: «\u{A0}oui\u{A0}»"), "Noël\u{202F}: «\u{A0}oui\u{A0}»");
    }

    #[test]
    fn what_cannot_be_shown_is_marked_and_what_hides_is_dropped() {
        assert_eq!(shown("李 😀 \u{E000}"), "? ? ?");
        assert_eq!(shown("Du\u{202E}pont\u{200B}\u{FEFF}"), "Dupont");
    }
}
