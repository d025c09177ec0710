//! What holds for every page in every state and both languages.

use scraper::{ElementRef, Html, Selector};

use super::samples::{self, Sample};
use crate::domain::exam_record::{Decision, Mention, Route};
use crate::domain::language::Language;
use crate::domain::pivot_identity::Gender;

const FRANCECONNECT: &str = "https://franceconnect.gouv.fr/";

fn for_every_page(check: impl Fn(Language, &Sample, &Html)) {
    for language in Language::ALL {
        for sample in samples::all(language) {
            check(language, &sample, &Html::parse_document(&sample.html));
        }
    }
}

fn count(page: &Html, selector: &str) -> usize {
    page.select(&Selector::parse(selector).expect("a selector")).count()
}

fn attributes<'a>(page: &'a Html, selector: &str, attribute: &str) -> Vec<&'a str> {
    let selector = Selector::parse(selector).expect("a selector");
    page.select(&selector).filter_map(|element| element.attr(attribute)).collect()
}

fn text(page: &Html, selector: &str) -> String {
    let selector = Selector::parse(selector).expect("a selector");
    page.select(&selector).flat_map(|element| element.text()).collect()
}

#[test]
fn every_page_says_its_language_title_and_heading() {
    for_every_page(|language, sample, page| {
        let name = sample.name;
        assert_eq!(attributes(page, "html", "lang"), [language.tag()], "{name}");
        assert_eq!(count(page, "h1"), 1, "{name}");
        let title = text(page, "title");
        assert!(title.contains(text(page, "h1").trim()), "{name}: {title}");
        let service = ["Mon relevé agricole", "My agricultural transcript"];
        assert!(title.ends_with(service[usize::from(language == Language::English)]), "{name}: {title}");
        assert_eq!(count(page, "main"), 1, "{name}");
    });
}

#[test]
fn no_text_is_missing() {
    for_every_page(|_, sample, _| {
        for hole in ["⟦", "{$", "{ $"] {
            assert!(!sample.html.contains(hole), "{}: {hole}", sample.name);
        }
    });
}

#[test]
fn every_code_of_the_record_has_words() {
    use super::words::{agreement, key};
    for language in Language::ALL {
        let text = super::text::Text::new(language);
        let mut keys: Vec<String> = Vec::new();
        keys.extend(Decision::ALL.iter().map(|code| key("releve-decision-", code.code())));
        keys.extend(Decision::ALL.iter().map(|code| key("releve-suite-", code.code())));
        keys.extend(Mention::ALL.iter().map(|code| key("releve-mention-", code.code())));
        keys.extend(Route::ALL.iter().map(|code| key("releve-modalite-", code.code())));
        let actions = crate::domain::audit::Action::ALL.iter();
        keys.extend(actions.map(|action| key("consultations-action-", action.code())));
        for key in keys {
            for gender in [Gender::Female, Gender::Male, Gender::Unspecified] {
                let words = text.say(&key).with("sexe", agreement(gender)).to_string();
                assert!(!words.contains('⟦'), "{words}");
            }
        }
    }
}

#[test]
fn pages_need_no_script_no_inline_style_and_no_other_site() {
    for_every_page(|_, sample, page| {
        let name = sample.name;
        assert_eq!(count(page, "script, style, iframe, object, [style], [onclick]"), 0, "{name}");
        assert!(!sample.html.contains("data:"), "{name}");
        for (selector, attribute) in
            [("[href]", "href"), ("[src]", "src"), ("form", "action"), ("[srcset]", "srcset")]
        {
            for address in attributes(page, selector, attribute) {
                // No address at all is that of the page itself.
                let is_ours = address.is_empty() || address.starts_with('/') && !address.starts_with("//");
                // By EMREX the browser itself carries the answer to the site.
                let is_way_back = name.starts_with("hand_off_return") && selector == "form";
                assert!(
                    is_ours || is_way_back || address.starts_with('#') || address == FRANCECONNECT,
                    "{name}: {address}"
                );
            }
        }
    });
}

#[test]
fn links_stay_in_the_language_and_lead_somewhere() {
    const PATHS: [&str; 26] = [
        "/",
        "/sans-franceconnect",
        "/connexion",
        "/mes-consultations",
        "/mes-partages",
        "/partage",
        "/mes-releves",
        "/verifier",
        "/contact",
        "/aide",
        "/etat",
        "/theme",
        "/plan-du-site",
        "/session",
        "/arpent-resultats-api",
        "/deconnexion",
        "/accessibilite",
        "/mentions-legales",
        "/donnees-personnelles",
        "/cookies",
        "/developpeurs",
        "/v",
        "",
        "/telecharger",
        "/dossier",
        "/transmettre",
    ];
    for_every_page(|language, sample, page| {
        let links = attributes(page, "a[href^='/']:not([hreflang]), form", "href");
        for address in links.into_iter().chain(attributes(page, "form", "action")) {
            if sample.name.starts_with("hand_off_return") && address.starts_with("https://inscription.") {
                continue;
            }
            let path = address.strip_prefix(language.prefix()).unwrap_or("missing prefix");
            let path = path.split('?').next().unwrap_or_default();
            let first = path.split('/').nth(1).map(|first| format!("/{first}")).unwrap_or_default();
            assert!(PATHS.contains(&first.as_str()), "{}: {address}", sample.name);
        }
        let other = format!("{}{}", language.other().prefix(), sample.path);
        let other = if other == "/en/" { "/en".to_owned() } else { other };
        assert_eq!(attributes(page, "header a[hreflang]", "href"), [other], "{}", sample.name);
    });
}

#[test]
fn french_pages_keep_french_typography() {
    for sample in samples::all(Language::French) {
        let page = Html::parse_document(&sample.html);
        let mut body = text(&page, "body, title");
        // What a developer pastes is code, whatever the language around it.
        for code in page.select(&Selector::parse("pre").expect("a selector")) {
            body = body.replace(&code.text().collect::<String>(), "");
        }
        assert!(!body.contains('\''), "{}", sample.name);
        for wrong in [" ;", " !", " ?", "« ", " »"] {
            assert!(!body.contains(wrong), "{}: {wrong:?}", sample.name);
        }
    }
}

/// What is said in the page's own language: text, and attributes that are read out. Code has no language.
fn said_in(page: &Html, language: Language) -> String {
    const READ_OUT: [&str; 5] = ["alt", "title", "aria-label", "placeholder", "content"];
    let is_own = |element: &ElementRef<'_>| {
        let above = || std::iter::once(*element).chain(element.ancestors().filter_map(ElementRef::wrap));
        let is_code = above().any(|element| ["code", "pre"].contains(&element.value().name()));
        let marked = above().find_map(|element| element.attr("lang").map(str::to_owned));
        !is_code && marked.is_none_or(|marked| marked == language.tag())
    };
    let mut said = String::new();
    for element in page.root_element().descendants().filter_map(ElementRef::wrap).filter(is_own) {
        let own_text = element.children().filter_map(|child| child.value().as_text().map(|text| &**text));
        let read_out = READ_OUT.iter().filter_map(|attribute| element.attr(attribute));
        for text in own_text.chain(read_out) {
            said.push(' ');
            said.push_str(text);
        }
    }
    // A proper name, which has no English.
    said.replace("Défenseur des droits", "")
}

#[test]
fn no_page_mixes_languages() {
    let words_of_the_other = |language: Language| match language {
        Language::English => {
            ["le", "la", "les", "des", "du", "une", "vous", "votre", "est", "pour", "avec", "dans"]
        }
        Language::French => {
            ["the", "of", "you", "your", "and", "with", "this", "is", "was", "are", "from", "not"]
        }
    };
    for_every_page(|language, sample, page| {
        let said = said_in(page, language).to_lowercase();
        let words: Vec<&str> = said.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        assert!(words.len() > 60, "{}: the words are not found", sample.name);
        for foreign in words_of_the_other(language) {
            assert!(!words.contains(&foreign), "{} in {}: {foreign}", sample.name, language.tag());
        }
    });
}

#[test]
fn a_sign_out_form_stands_on_every_page_of_a_session() {
    for_every_page(|_, sample, page| {
        let is_personal = sample.path.starts_with("/mes-releves") && sample.status < 400
            || sample.path.starts_with("/dossier");
        if is_personal {
            assert_eq!(count(page, "form[action$='/deconnexion'] input[name=jeton]"), 1, "{}", sample.name);
        }
    });
}

#[test]
fn every_page_of_a_session_says_when_it_ends_and_lets_it_go_on() {
    for_every_page(|_, sample, page| {
        let has_session = count(page, "form[action$='/deconnexion']") == 1;
        assert_eq!(
            count(page, "form[action$='/session/prolonger'] input[name=retour]"),
            usize::from(has_session)
        );
        let says_when = text(page, ".mr-session").contains("11");
        assert_eq!(says_when, has_session, "{}", sample.name);
    });
}

#[test]
fn an_embargoed_transcript_hints_at_nothing() {
    for language in Language::ALL {
        for sample in samples::all(language).iter().filter(|sample| sample.name == "transcript_embargoed") {
            // Names of files hold digits of their own.
            let html = sample.html.lines().filter(|line| !line.contains("/static/"));
            let html = html.collect::<String>();
            for hint in ["Baccalauréat", "Admis", "Passed", "13", "<!--"] {
                assert!(!html.contains(hint), "{hint}");
            }
        }
    }
}

#[test]
fn the_transcript_says_every_standing_in_words() {
    let sample = samples::all(Language::French)
        .into_iter()
        .find(|sample| sample.name == "transcript-every-standing")
        .expect("the sample");
    let table = text(&Html::parse_document(&sample.html), "table");
    for words in [
        "11,00",
        "66,00",
        "Absent",
        "Absence justifiée",
        "Dispensé",
        "Non notée",
        "Exempté",
        "Note conservée de la session 2025",
        "Annulée pour fraude",
        "Validée",
    ] {
        assert!(table.contains(words), "{words}");
    }
}

#[test]
fn what_people_type_is_escaped() {
    let sample = samples::all(Language::French)
        .into_iter()
        .find(|sample| sample.name == "verify-malformed")
        .expect("the sample");
    assert!(!sample.html.contains("<b>"));
    assert_eq!(sample.status, 422);
}

/// Writes every sample to the folder that `MON_RELEVE_ARTIFACTS` names, with the theme beside it, for
/// looking at and for tools that read pages.
#[test]
fn samples_are_kept_when_asked_for() {
    let Some(folder) = std::env::var_os("MON_RELEVE_ARTIFACTS").map(std::path::PathBuf::from) else { return };
    let write = |path: std::path::PathBuf, bytes: &[u8]| {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    };
    for name in ["app.css", "mark.svg", "furrows.svg", "site.webmanifest", "icon-180.png"] {
        let assets = super::assets::Assets::built_in();
        write(folder.join(assets.href(name).trim_start_matches('/')), &assets.named(name).bytes);
    }
    for language in Language::ALL {
        for sample in samples::all(language) {
            let file = format!("{}/{}.html", language.tag(), sample.name);
            write(folder.join("pages").join(file), sample.html.as_bytes());
        }
    }
}

/// The pages that the ministry's page map names, and the states that each is shown in here.
const PAGE_MAP: &[(&str, &[&str])] = &[
    ("P01", &["home"]),
    ("P02", &["without_franceconnect"]),
    ("P03", &["hand_off_request"]),
    ("P04", &["sign_in_cancelled"]),
    ("P05", &["sign_in_failed"]),
    ("P06", &["franceconnect_unavailable"]),
    ("P07", &["sign_in_stale"]),
    ("P08", &["record_not_found"]),
    ("P09", &["record_search"]),
    ("P10", &["record_not_found"]),
    ("P11", &["records"]),
    ("P12", &["transcript_embargoed"]),
    ("P13", &["transcript"]),
    ("P14", &["pdf_unavailable"]),
    ("P15", &["hand_off_agreement"]),
    ("P16", &["hand_off_end", "hand_off_return"]),
    ("P17", &["hand_off_unusable"]),
    ("P18", &["share", "share_made"]),
    ("P19", &["shares", "share_turn_off"]),
    ("P20", &["verify"]),
    ("P21", &["verdict", "shared"]),
    ("P22", &["session_expired"]),
    ("P23", &["signed_out"]),
    ("P24", &["error-403", "error-404", "error-429", "error-500", "error-503"]),
    ("P26", &["legal_notice", "personal_data", "accessibility", "cookies"]),
    ("P27", &["developers", "problems"]),
    ("help", &["help", "contact", "site_map", "service_status"]),
];

#[test]
fn every_page_of_the_map_is_there_in_both_languages() {
    for language in Language::ALL {
        let samples = samples::all(language);
        for (page, states) in PAGE_MAP {
            for state in *states {
                let is_it =
                    |sample: &&Sample| sample.name == *state || sample.name.starts_with(&format!("{state}-"));
                assert!(samples.iter().any(|sample| is_it(&sample)), "{page}: {state} in {language:?}");
            }
        }
    }
}
