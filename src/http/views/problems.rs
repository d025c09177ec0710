//! The catalogue of API errors, for developers: all of them, and one.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;
use crate::http::api::problem::ProblemCode;

/// `/developpeurs/erreurs`
#[derive(Template, WebTemplate)]
#[template(path = "pages/problems.html")]
pub struct ProblemList {
    /// Frame.
    pub layout: Layout,
    /// Every error.
    pub codes: &'static [ProblemCode],
}

/// `/developpeurs/erreurs/{code}`
#[derive(Template, WebTemplate)]
#[template(path = "pages/problem.html")]
pub struct ProblemPage {
    /// Frame.
    pub layout: Layout,
    /// The error.
    pub code: ProblemCode,
}

impl Page for ProblemList {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

impl Page for ProblemPage {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}
