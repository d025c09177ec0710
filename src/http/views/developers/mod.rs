//! P27: how a site gets transcripts, from nothing to one that is verified, with `curl` alone. The commands are run
//! in `tests/hand_off/quick_start.rs` as they stand on the page.

mod button;
mod data;
mod journal;
mod sandbox;
mod verification;

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;
use crate::domain::enrolment_site::Scope;
use crate::domain::exam_record::Diploma;
pub use button::ButtonKit;
pub use data::DataDictionary;
pub use journal::Journal;
pub use sandbox::{Sandbox, TestPerson};
pub use verification::VerificationGuide;

/// `/developpeurs`
#[derive(Template, WebTemplate)]
#[template(path = "pages/developers.html")]
pub struct Developers {
    /// Frame.
    pub layout: Layout,
    /// How developers reach us.
    pub origin: String,
    /// Whether the site of the sandbox, whose secret everybody knows, is registered here.
    pub has_sandbox_site: bool,
}

/// One step of the quick start.
struct Step {
    /// Key of what it does.
    title: &'static str,
    /// Key of what there is to say besides.
    text: &'static str,
    commands: &'static str,
}

const STEPS: [Step; 4] = [
    Step {
        title: "dev-rapide-1",
        text: "dev-rapide-1-texte",
        commands: r#"VERIFIER=$(openssl rand -hex 32)
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | openssl base64 | tr '+/' '-_' | tr -d '=')
echo "{origin}/oauth2/authorize?response_type=code&client_id=$CLIENT_ID&redirect_uri=$REDIRECT_URI&scope=resultat%20notes%20document&state=essai&code_challenge=$CHALLENGE&code_challenge_method=S256""#,
    },
    Step {
        title: "dev-rapide-2",
        text: "dev-rapide-2-texte",
        commands: r#"TOKEN=$(curl -s -u "$CLIENT_ID:$CLIENT_SECRET" {origin}/oauth2/token \
  -d grant_type=authorization_code -d "code=$CODE" -d "code_verifier=$VERIFIER" \
  --data-urlencode "redirect_uri=$REDIRECT_URI" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')"#,
    },
    Step {
        title: "dev-rapide-3",
        text: "dev-rapide-3-texte",
        commands: r#"ID=$(curl -s -H "Authorization: Bearer $TOKEN" {origin}/api/v1/releves | sed 's/.*"id":"\([^"]*\)".*/\1/')
curl -s -H "Authorization: Bearer $TOKEN" {origin}/api/v1/releves/$ID
curl -s -H "Authorization: Bearer $TOKEN" -H 'Accept: application/pdf' -o releve.pdf {origin}/api/v1/releves/$ID"#,
    },
    Step {
        title: "dev-rapide-4",
        text: "dev-rapide-4-texte",
        commands: "curl -s -H 'Accept: application/json' -F fichier=@releve.pdf {origin}/verifier",
    },
];

impl Step {
    fn title_key(&self) -> &'static str {
        self.title
    }

    fn text_key(&self) -> &'static str {
        self.text
    }
}

impl Developers {
    /// Key of what a scope lets out.
    fn scope_key(&self, scope: &Scope) -> &'static str {
        match scope {
            Scope::Result => "dev-portee-resultat",
            Scope::Marks => "dev-portee-notes",
            Scope::Document => "dev-portee-document",
            Scope::Identity => "dev-portee-identite",
        }
    }

    fn registration(&self) -> &'static str {
        if self.has_sandbox_site {
            "CLIENT_ID=bac-a-sable\nCLIENT_SECRET=test-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n\
             REDIRECT_URI=http://localhost:3000/retour"
        } else {
            "CLIENT_ID=…\nCLIENT_SECRET=…\nREDIRECT_URI=…"
        }
    }

    fn commands(&self, step: &Step) -> String {
        step.commands.replace("{origin}", &self.origin)
    }

    fn diplomas(&self) -> String {
        Diploma::ALL.iter().map(|diploma| diploma.code()).collect::<Vec<_>>().join(", ")
    }
}

impl Page for Developers {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}
