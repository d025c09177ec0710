//! Draws composed pages with krilla and grows the tag tree, the bookmarks and the links on the way.

use std::collections::VecDeque;
use std::num::NonZeroU16;

use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, TagGroup,
    TagKind, TagTree,
};

use super::composer::PAPER;
use super::modules::Modules;
use super::paragraph::{Ink, Line, Style};
use super::qr;
use super::strip::{Mark, Tag};
use super::typeface::Typeface;

/// A document under the brush.
pub struct Painter<'a> {
    typeface: &'a Typeface,
    tree: TagTree,
    open: Vec<TagGroup>,
    headings: Vec<(bool, String, XyzDestination)>,
    awaiting_place: Option<(bool, String)>,
}

impl<'a> Painter<'a> {
    /// A painter for one document.
    pub fn new(typeface: &'a Typeface) -> Self {
        Self {
            typeface,
            tree: TagTree::new().with_lang(Some("fr-FR".to_owned())),
            open: Vec::new(),
            headings: Vec::new(),
            awaiting_place: None,
        }
    }

    /// Draws every page; `None` when a page or a shape has no size, which a composed one has.
    pub fn paint(mut self, document: &mut Document, pages: &[Vec<Mark>]) -> Option<()> {
        for (index, marks) in pages.iter().enumerate() {
            let mut page = document.start_page_with(PageSettings::from_wh(PAPER.0, PAPER.1)?);
            let mut links: VecDeque<Identifier> =
                marks.iter().filter_map(link).map(|link| page.add_tagged_annotation(link)).collect();
            let mut surface = page.surface();
            for mark in marks {
                self.draw(mark, index, &mut surface, &mut links)?;
            }
            surface.finish();
            page.finish();
        }
        document.set_outline(outline(&self.headings));
        document.set_tag_tree(self.tree);
        Some(())
    }

    fn draw(
        &mut self,
        mark: &Mark,
        page: usize,
        surface: &mut Surface,
        links: &mut VecDeque<Identifier>,
    ) -> Option<()> {
        match mark {
            Mark::Open(tag) => {
                match tag {
                    Tag::H1(title) => self.awaiting_place = Some((true, title.clone())),
                    Tag::H2(title) => self.awaiting_place = Some((false, title.clone())),
                    _ => {}
                }
                self.open.push(TagGroup::new(kind(tag)));
            }
            Mark::Close => {
                let group = self.open.pop()?;
                self.add(group);
            }
            Mark::Text { x, baseline, line, style } => {
                if let Some((is_title, text)) = self.awaiting_place.take() {
                    let place = Point::from_xy(0.0, (baseline - 2.0 * style.size).max(0.0));
                    self.headings.push((is_title, text, XyzDestination::new(page, place)));
                }
                let said = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                self.letters(surface, *x, *baseline, line, style);
                surface.end_tagged();
                self.add(said);
            }
            Mark::Ornament { x, baseline, line, style } => {
                surface
                    .start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)));
                self.letters(surface, *x, *baseline, line, style);
                surface.end_tagged();
            }
            Mark::Link { x, top, line, style, .. } => {
                let said = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                self.letters(surface, *x, top + style.baseline(), line, style);
                surface.end_tagged();
                let mut group = TagGroup::new(TagKind::from(krilla::tagging::Tag::Link));
                group.push(said);
                group.push(links.pop_front()?);
                self.add(group);
            }
            Mark::Fill { x, top, width, height, ink } => {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                surface.set_fill(Some(fill(*ink)));
                let mut path = PathBuilder::new();
                path.push_rect(Rect::from_xywh(*x, *top, *width, *height)?);
                surface.draw_path(&path.finish()?);
                surface.end_tagged();
            }
            Mark::Qr { x, top, side, address, description } => {
                let area = Rect::from_xywh(*x, *top, *side, *side)?;
                let shown = code(surface, &qr::code(address)?, area)?;
                self.figure(shown, description, BBox::new(page, area));
            }
            Mark::Matrix { x, top, matrix, description } => {
                let area = Rect::from_xywh(*x, *top, matrix.side(), matrix.side())?;
                let shown = code(surface, matrix.modules(), area)?;
                self.figure(shown, description, BBox::new(page, area));
            }
            Mark::Picture { x, top, width, height, image, description } => {
                let area = Rect::from_xywh(*x, *top, *width, *height)?;
                let shown = surface.start_tagged(ContentTag::Other);
                surface.push_transform(&Transform::from_translate(*x, *top));
                surface.draw_image(image.clone(), Size::from_wh(*width, *height)?);
                surface.pop();
                surface.end_tagged();
                self.figure(shown, description, BBox::new(page, area));
            }
        }
        Some(())
    }

    fn letters(&self, surface: &mut Surface, x: f32, baseline: f32, line: &Line, style: &Style) {
        surface.set_fill(Some(fill(style.ink)));
        surface.draw_glyphs(
            Point::from_xy(x, baseline),
            &line.shaped.glyphs[line.glyphs.clone()],
            self.typeface.font(line.shaped.weight),
            &line.shaped.text,
            style.size,
            false,
        );
    }

    fn figure(&mut self, shown: Identifier, description: &str, area: BBox) {
        let tag = krilla::tagging::Tag::Figure(Some(description.to_owned())).with_bbox(Some(area));
        let mut group = TagGroup::new(tag);
        group.push(shown);
        self.add(group);
    }

    /// Puts something into the element open now.
    fn add(&mut self, node: impl Into<krilla::tagging::Node>) {
        match self.open.last_mut() {
            Some(parent) => parent.push(node),
            None => self.tree.push(node),
        }
    }
}

/// Draws a code into a square.
fn code(surface: &mut Surface, modules: &Modules, area: Rect) -> Option<Identifier> {
    let module = area.width() / f32::from(modules.side());
    let shown = surface.start_tagged(ContentTag::Other);
    surface.push_transform(&Transform::from_row(module, 0.0, 0.0, module, area.left(), area.top()));
    surface.set_fill(Some(fill(Ink::Black)));
    surface.draw_path(&modules.path()?);
    surface.pop();
    surface.end_tagged();
    Some(shown)
}

fn link(mark: &Mark) -> Option<Annotation> {
    let Mark::Link { x, top, line, style, address } = mark else { return None };
    let area = Rect::from_xywh(*x, *top, line.width(style.size), style.height(1))?;
    let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
    let description = format!("Vérifier ce relevé à l’adresse {address}");
    Some(Annotation::new_link(LinkAnnotation::new(area, target), Some(description)))
}

fn fill(ink: Ink) -> Fill {
    let [red, green, blue] = ink.rgb();
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

/// One bookmark for the document, its sections below.
fn outline(headings: &[(bool, String, XyzDestination)]) -> Outline {
    let mut outline = Outline::new();
    let mut title: Option<OutlineNode> = None;
    for (is_title, text, place) in headings {
        let node = OutlineNode::new(text.clone(), place.clone()).with_open(true);
        match &mut title {
            Some(title) if !is_title => title.push_child(node),
            _ => {
                outline.children_push(title.replace(node));
            }
        }
    }
    outline.children_push(title);
    outline
}

/// Adds a bookmark that may not be there yet.
trait PushSome {
    fn children_push(&mut self, node: Option<OutlineNode>);
}

impl PushSome for Outline {
    fn children_push(&mut self, node: Option<OutlineNode>) {
        if let Some(node) = node {
            self.push_child(node);
        }
    }
}

fn kind(tag: &Tag) -> TagKind {
    use krilla::tagging::Tag as Element;
    let level = |level: u16| NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    match tag {
        Tag::Section => Element::Section.into(),
        Tag::H1(title) => Element::Hn(level(1), Some(title.clone())).into(),
        Tag::H2(title) => Element::Hn(level(2), Some(title.clone())).into(),
        Tag::Paragraph => Element::P.into(),
        Tag::List => Element::L(ListNumbering::None).into(),
        Tag::Item => Element::LI.into(),
        Tag::Label => Element::Lbl.into(),
        Tag::Value => Element::LBody.into(),
        Tag::Table(summary) => Element::Table.with_summary(Some(summary.clone())).into(),
        Tag::TableHead => Element::THead.into(),
        Tag::TableBody => Element::TBody.into(),
        Tag::TableFoot => Element::TFoot.into(),
        Tag::Row => Element::TR.into(),
        Tag::ColumnHeader => Element::TH(TableHeaderScope::Column).into(),
        Tag::RowHeader => Element::TH(TableHeaderScope::Row).into(),
        Tag::Cell => Element::TD.into(),
    }
}
