//! P22: the session ended by itself.

use std::time::Duration;

use actix_web::http::StatusCode;
use askama::Template;

use super::layout::Layout;
use super::page::Page;

/// `/session-expiree`, and in place of a page that needs a session.
#[derive(Template)]
#[template(path = "pages/session_expired.html")]
pub struct SessionExpired {
    /// Frame.
    pub layout: Layout,
    /// After how long without activity a session ends.
    pub idle: Duration,
    /// 200 at the page's own address, 401 in place of another page.
    pub status: StatusCode,
}

impl SessionExpired {
    fn idle(&self) -> String {
        let seconds = u32::try_from(self.idle.as_secs()).unwrap_or(u32::MAX);
        self.layout.text().duration(seconds)
    }
}

impl Page for SessionExpired {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}
