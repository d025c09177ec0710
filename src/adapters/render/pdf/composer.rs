//! Puts strips on pages, one below the other, and turns the page when one does not fit.

use std::ops::Range;

use super::strip::{Mark, Strip, Tag};

/// Width and height of A4 in points (ISO 216).
pub const PAPER: (f32, f32) = (595.28, 841.89);
/// Left and right margin.
const SIDE: f32 = 51.0;
/// Above the first strip of the first page.
const TOP: f32 = 42.0;
/// Above the first strip of a further page, under its running header.
const TOP_OF_FURTHER: f32 = 70.0;
/// Kept free for the running footer.
const BOTTOM: f32 = 52.0;

/// The document as it grows.
pub struct Composer {
    pages: Vec<Vec<Mark>>,
    y: f32,
    repeated: Option<Strip>,
}

impl Composer {
    /// An empty first page.
    pub fn new() -> Self {
        Self { pages: vec![Vec::new()], y: TOP, repeated: None }
    }

    /// From where to where strips may reach.
    pub fn width(&self) -> Range<f32> {
        SIDE..PAPER.0 - SIDE
    }

    /// Begins an element that may span strips and pages.
    pub fn open(&mut self, tag: Tag) {
        self.page().push(Mark::Open(tag));
    }

    /// Ends the element begun last.
    pub fn close(&mut self) {
        self.page().push(Mark::Close);
    }

    /// Places a strip, on a new page if it does not fit on this one.
    pub fn place(&mut self, strip: Strip) {
        let is_fresh = self.page().iter().all(|mark| matches!(mark, Mark::Open(_) | Mark::Close));
        if self.y + strip.height > PAPER.1 - BOTTOM && !is_fresh {
            self.turn();
        }
        let down = self.y;
        self.y += strip.height;
        self.page().extend(strip.marks.into_iter().map(|mark| mark.moved(0.0, down)));
    }

    /// Leaves room below what is there; at the top of a page none.
    pub fn leave(&mut self, height: f32) {
        self.y += height;
    }

    /// Leaves room so that a strip of this height would end at the bottom of the page.
    pub fn push_to_bottom(&mut self, height: f32) {
        let free = PAPER.1 - BOTTOM - self.y - height;
        self.y += free.max(0.0);
    }

    /// What stands on top of each page that begins from now on.
    pub fn repeat_on_new_pages(&mut self, strip: Option<Strip>) {
        self.repeated = strip;
    }

    /// The pages.
    pub fn finish(self) -> Vec<Vec<Mark>> {
        self.pages
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP_OF_FURTHER;
        if let Some(strip) = self.repeated.clone() {
            let down = self.y;
            self.y += strip.height;
            self.page().extend(strip.marks.into_iter().map(|mark| mark.moved(0.0, down)));
        }
    }

    fn page(&mut self) -> &mut Vec<Mark> {
        if self.pages.is_empty() {
            self.pages.push(Vec::new());
        }
        self.pages.last_mut().expect("a page was pushed just above")
    }
}
