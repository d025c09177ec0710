//! Every page in both languages, light and dark, narrow and wide: accessible to what machines can tell (axe, all
//! tags up to WCAG 2.2 AA and best practice), as wide as its window, silent on the console, alone on the network.

use std::path::{Path, PathBuf};
use std::process::Command;

use fantoccini::Client;
use mon_releve::domain::language::Language;
use mon_releve::http::api::operations::CREDENTIALS_PATH;
use mon_releve::http::views::samples;
use serde_json::{Value, json};

use super::{clicks, find, signs_in};
use crate::chromium::{Chromium, console, looks_like, screenshot};
use crate::support::app::{App, Wish};
use crate::support::crowd::crowded;
use crate::support::hand_off::{self, Site};

const THEMES: [&str; 2] = ["light", "dark"];
const WIDTHS: [u32; 2] = [320, 1280];

/// Pages that nobody has to sign in for. Those after the bar are failures: their status is a message on the
/// console, the only one that may be there.
const PUBLIC: [&str; 30] = [
    "/",
    "/sans-franceconnect",
    "/connexion/numeros",
    "/connexion/annulee",
    "/connexion/non-aboutie",
    "/verifier",
    "/v/0000-0000-0000-0000",
    "/session-expiree",
    "/deconnexion/confirmation",
    "/aide",
    "/contact",
    "/plan-du-site",
    "/etat",
    "/theme",
    "/accessibilite",
    "/mentions-legales",
    "/donnees-personnelles",
    "/cookies",
    "/developpeurs/api",
    "/developpeurs",
    "/developpeurs/bac-a-sable",
    "/developpeurs/bouton",
    "/developpeurs/donnees",
    "/developpeurs/journal",
    "/developpeurs/verification",
    "/developpeurs/erreurs",
    "/developpeurs/erreurs/TROP_DE_DEMANDES",
    // Failures.
    "/nulle-part",
    "/connexion/indisponible",
    "/deconnexion",
];

/// What npm has for the tests.
pub fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/browser/node_modules")
}

/// One window that looks at pages in every way, and what it found wrong.
struct Reader<'a> {
    app: &'a App,
    browser: Client,
    axe: String,
    wrong: Vec<String>,
    sources: Vec<(String, String)>,
}

impl<'a> Reader<'a> {
    async fn of(app: &'a App, chromium: &Chromium) -> Self {
        let axe = std::fs::read_to_string(tools().join("axe-core/axe.min.js"));
        Self {
            app,
            browser: chromium.window(1280, 900).await,
            axe: axe.expect("axe-core is missing: run `make test`, which installs it"),
            wrong: Vec::new(),
            sources: Vec::new(),
        }
    }

    /// Fails with everything that was found wrong.
    async fn concludes(self) {
        let against = against_html(&self.sources);
        self.browser.close().await.unwrap();
        assert!(self.wrong.is_empty() && against.is_empty(), "{}\n{against}", self.wrong.join("\n"));
    }

    /// Looks at one page in every language, theme and width.
    async fn reads(&mut self, name: &str, path: &str) {
        for language in ["", "/en"] {
            for theme in THEMES {
                for width in WIDTHS {
                    let path = format!("{language}{path}");
                    self.browser.goto(self.app.at(&path).as_str()).await.unwrap();
                    // Afterwards: the driver gives a new page the measures it began with.
                    looks_like(&self.browser, width, theme).await;
                    let language = if language.is_empty() { "fr" } else { "en" };
                    self.looks(&format!("{name}-{language}-{theme}-{width}"), language, theme, width).await;
                }
            }
        }
    }

    /// Looks at what the window shows, in every theme and width.
    async fn looks_as_it_stands(&mut self, name: &str, language: Language) {
        let language = language.tag();
        for theme in THEMES {
            for width in WIDTHS {
                looks_like(&self.browser, width, theme).await;
                self.looks(&format!("{name}-{language}-{theme}-{width}"), language, theme, width).await;
            }
        }
    }

    /// Shows a page in place of the one that the window shows, under the same policy.
    async fn shows(&self, html: &str) {
        self.browser.execute_async(SHOW, vec![json!(html)]).await.unwrap();
    }

    async fn looks(&mut self, what: &str, language: &str, theme: &str, width: u32) {
        let seen = self.browser.execute(SEEN, Vec::new()).await.unwrap();
        let wanted = json!({
            "language": language, "theme": theme, "width": width, "overflow": 0, "headings": 1, "foreign": [],
        });
        if seen != wanted {
            self.wrong.push(format!("{what}: {seen}"));
        }
        let failures = self.browser.execute_async(&format!("{}{AXE}", self.axe), Vec::new()).await.unwrap();
        for failure in failures.as_array().unwrap() {
            self.wrong.push(format!("{what}: {failure}"));
        }
        let is_status = |message: &String| message.contains("Failed to load resource: the server responded");
        for message in console(&self.browser).await.iter().filter(|message| !is_status(message)) {
            self.wrong.push(format!("{what}: {message}"));
        }
        if what.ends_with("light-320") {
            self.sources.push((what.to_owned(), self.browser.source().await.unwrap()));
        }
        screenshot(&self.browser, what).await;
    }
}

/// Language, theme, width, what stands out of the window, number of first headings, and whatever came from another origin.
const SEEN: &str = "return {
    language: document.documentElement.lang,
    theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
    width: innerWidth,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    headings: document.querySelectorAll('h1').length,
    foreign: performance.getEntriesByType('resource').map(entry => entry.name)
        .filter(name => new URL(name).origin !== location.origin),
}";

/// Done once its style sheet is there.
const SHOW: &str = "
    const [html, done] = arguments;
    document.open();
    document.write(html);
    document.close();
    if (document.readyState === 'complete') done(); else addEventListener('load', () => done());";

/// Rules that fail, each with the first place where it does.
const AXE: &str = ";
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(
        found => done(found.violations.map(rule => [rule.id, rule.help, rule.nodes[0].html])),
        error => done([['axe', String(error)]]));";

/// What the rules of HTML say against pages as the browser holds them.
fn against_html(sources: &[(String, String)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, source) in sources {
        std::fs::write(folder.path().join(format!("{name}.html")), source).unwrap();
    }
    // Ours are written by templates: how they are spelt is no fault, what they say may be one.
    let rules = json!({
        "root": true,
        "extends": ["html-validate:standard"],
        "rules": { "doctype-style": "off", "no-trailing-whitespace": "off", "attribute-boolean-style": "off",
                   "attribute-empty-style": "off", "no-inline-style": "error", "long-title": "off" },
    });
    let config = folder.path().join("rules.json");
    std::fs::write(&config, rules.to_string()).unwrap();
    let output = Command::new("node")
        .arg(tools().join("html-validate/bin/html-validate.mjs"))
        .args(["--formatter", "text", "--config"])
        .arg(&config)
        .arg(folder.path().join("*.html"))
        .output()
        .expect("node is missing: run `make test`, which installs it");
    match output.status.success() {
        true => String::new(),
        false => {
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_in_every_language_theme_and_width() {
    let settings = vec![("SESSIONS__WITHOUT_FRANCECONNECT", "true".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let chromium = Chromium::start().await;
    let mut reader = Reader::of(&app, &chromium).await;
    for path in PUBLIC {
        let name = path.trim_start_matches('/').replace('/', "_");
        reader.reads(&format!("page_{name}"), path).await;
    }

    let records = "/mes-releves";
    for (person, pages) in [
        ("nominal-f", vec![records, "/mes-releves/*", "/"]),
        ("not-yet-published", vec!["/mes-releves/*"]),
        ("unknown", vec!["/dossier/introuvable", "/dossier/rechercher"]),
    ] {
        signs_in(&reader.browser, &app, person).await;
        find(&reader.browser, "form[action$='/deconnexion']").await;
        for page in pages {
            let path = match page.strip_suffix('*') {
                Some(folder) => first_link(&reader.browser, &app, folder).await,
                None => page.to_owned(),
            };
            let name = page.trim_start_matches('/').replace('/', "_").replace('*', "one");
            reader.reads(&format!("{person}_{name}"), &path).await;
        }
        reader.browser.goto(app.at("/").as_str()).await.unwrap();
        clicks(&reader.browser, "form[action$='/deconnexion'] button").await;
        find(&reader.browser, "a[href='/connexion']").await;
        reader.browser.delete_all_cookies().await.unwrap();
    }

    reader.concludes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_of_every_page_is_as_accessible() {
    let app = App::start().await;
    let chromium = Chromium::start().await;
    let mut reader = Reader::of(&app, &chromium).await;
    for language in Language::ALL {
        reader.browser.goto(app.at("/plan-du-site").as_str()).await.unwrap();
        for sample in samples::all(language) {
            reader.shows(&sample.html).await;
            reader.looks_as_it_stands(&format!("state_{}", sample.name), language).await;
        }
    }
    reader.concludes().await;
}

/// With a mail server pages offer to write; nobody asks for it here.
fn with_mail() -> Wish {
    let settings = vec![
        ("MAIL__URL", "smtp://127.0.0.1:9".to_owned()),
        ("MAIL__TLS", "none".to_owned()),
        ("MAIL__FROM", "ne-pas-repondre@example.org".to_owned()),
    ];
    Wish { settings, ..Wish::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_those_who_wait_outside_is_as_accessible() {
    let (app, _place) = crowded().await;
    let chromium = Chromium::start().await;
    let mut reader = Reader::of(&app, &chromium).await;
    reader.reads("crowded", "/verifier").await;
    reader.concludes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_is_tried_by_hand_in_swagger_ui_which_asks_nobody_else() {
    let settings = vec![("API__CREDENTIALS_ACCESS", "open".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let chromium = Chromium::start().await;
    let browser = chromium.window(1280, 900).await;
    browser.goto(app.at("/arpent-resultats-api/swagger-ui.html").as_str()).await.unwrap();
    let path = find(&browser, ".opblock-summary-path").await.text().await.unwrap();
    // It lets long words break anywhere.
    assert_eq!(path.replace('\u{200b}', ""), CREDENTIALS_PATH);
    for button in [".opblock-summary-control", ".try-out__btn", ".execute"] {
        clicks(&browser, button).await;
    }
    let status = find(&browser, ".live-responses-table tbody .response-col_status").await;
    assert_eq!(status.text().await.unwrap(), "200");
    let seen = browser.execute(SEEN, Vec::new()).await.unwrap();
    assert_eq!(seen["foreign"], json!([]));
    assert_eq!(console(&browser).await, Vec::<String>::new());
    screenshot(&browser, "swagger_ui").await;
    browser.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_hand_off_are_as_accessible() {
    let lines = format!("redirect_uris = [\"{}\"]", hand_off::CALLBACK);
    let (app, _sites) = hand_off::app_with(&[("lycee-exemple", &lines)], with_mail()).await;
    let chromium = Chromium::start().await;
    let mut reader = Reader::of(&app, &chromium).await;
    let site = Site::of(&app);
    let authorize = site.authorize(&site.asks());
    let browser = reader.browser.clone();
    browser.goto(authorize.as_str()).await.unwrap();
    let request = browser.current_url().await.unwrap().path().to_owned();
    reader.reads("hand_off_request", &request).await;
    browser.goto(app.at(&request).as_str()).await.unwrap();
    clicks(&browser, "a.fr-connect").await;
    clicks(&browser, "button[name=person][value=nominal-f]").await;
    clicks(&browser, "form[action$='/consent'] button").await;
    find(&browser, "input[name=releve]").await;
    reader.reads("hand_off_agreement", &format!("{request}/accord")).await;
    reader.concludes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_sharing_are_as_accessible() {
    let app = App::start_with(with_mail()).await;
    let chromium = Chromium::start().await;
    let mut reader = Reader::of(&app, &chromium).await;
    let browser = reader.browser.clone();
    signs_in(&browser, &app, "nominal-f").await;
    reader.reads("shares_none", "/mes-partages").await;
    let record = first_link(&browser, &app, "/mes-releves/").await;
    let share = format!("{record}/partager");
    reader.reads("share", &share).await;
    browser.goto(app.at(&share).as_str()).await.unwrap();
    clicks(&browser, "main form button").await;
    find(&browser, "#pour").await.send_keys("Lycée Exemple").await.unwrap();
    clicks(&browser, "#contenu-document").await;
    find(&browser, "#pin").await.send_keys("481516").await.unwrap();
    clicks(&browser, "main form button").await;
    find(&browser, ".mr-code").await;
    reader.looks_as_it_stands("share_made", Language::French).await;
    let code = find(&browser, ".mr-code").await.text().await.unwrap();
    let shared = format!("/partage/{code}");
    reader.reads("shared", &shared).await;
    for (name, pin) in [("shared_wrong_pin", "481517"), ("shared_open", "481516")] {
        browser.goto(app.at(&shared).as_str()).await.unwrap();
        find(&browser, "#pin").await.send_keys(pin).await.unwrap();
        clicks(&browser, "main form button").await;
        find(&browser, "main .fr-alert").await;
        reader.looks_as_it_stands(name, Language::French).await;
    }
    reader.reads("shares", "/mes-partages").await;
    browser.goto(app.at("/mes-partages").as_str()).await.unwrap();
    clicks(&browser, "a[href$='/desactiver']").await;
    let ask = browser.current_url().await.unwrap().path().to_owned();
    reader.reads("share_turn_off", &ask).await;
    browser.goto(app.at(&ask).as_str()).await.unwrap();
    clicks(&browser, "main form button").await;
    find(&browser, "main .fr-alert--success").await;
    reader.reads("shared_ended", &shared).await;
    reader.concludes().await;
}

/// The address of the first page of a folder that the list of records leads to.
async fn first_link(browser: &Client, app: &App, folder: &str) -> String {
    browser.goto(app.at("/mes-releves").as_str()).await.unwrap();
    let link: Value = browser
        .execute(
            "return [...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))",
            Vec::new(),
        )
        .await
        .unwrap();
    let links = link.as_array().unwrap().iter().filter_map(Value::as_str);
    let mut own = links.filter(|link| link.starts_with(folder) && !link.ends_with("/telecharger"));
    // Whoever has one record alone is led to it at once.
    match own.next() {
        Some(link) => link.to_owned(),
        None => browser.current_url().await.unwrap().path().to_owned(),
    }
}
