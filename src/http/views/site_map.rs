//! Every page that has an address of its own.

use askama::Template;

use super::layout::Layout;
use super::page::Page;

/// `/plan-du-site`
#[derive(Template)]
#[template(path = "pages/site_map.html")]
pub struct SiteMap {
    /// Frame.
    pub layout: Layout,
}

/// Address and key of its name.
type Entry = (&'static str, &'static str);

impl SiteMap {
    /// Rooms of the service, each with its pages.
    const ROOMS: [(&'static str, &'static [Entry]); 4] = [
        (
            "plan-releve",
            &[
                ("/", "accueil-titre"),
                ("/mes-releves", "commun-mes-releves"),
                ("/sans-franceconnect", "sansfc-titre"),
                ("/verifier", "commun-verifier"),
            ],
        ),
        ("plan-aide", &[("/aide", "aide-titre"), ("/contact", "contact-titre"), ("/etat", "pied-etat")]),
        (
            "plan-developpeurs",
            &[
                ("/developpeurs", "dev-titre"),
                ("/developpeurs/api", "api-titre"),
                ("/developpeurs/erreurs", "probleme-liste-titre"),
            ],
        ),
        (
            "plan-legal",
            &[
                ("/accessibilite", "legal-a11y-titre"),
                ("/mentions-legales", "legal-mentions-titre"),
                ("/donnees-personnelles", "legal-donnees-titre"),
                ("/cookies", "legal-cookies-titre"),
            ],
        ),
    ];
}

impl Page for SiteMap {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}
