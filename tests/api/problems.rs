//! The catalogue of API errors: where the `type` of a problem leads.

use mon_releve::http::api::problem::ProblemCode;
use reqwest::StatusCode;

use crate::support::app::App;
use crate::support::visitor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn every_code_has_its_page_in_both_languages_and_no_page_is_without_code() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    for prefix in ["", "/en"] {
        let list = visitor.opens(&format!("{prefix}/developpeurs/erreurs")).await;
        assert_eq!(list.status, StatusCode::OK);
        let links = list.links(&format!("{prefix}/developpeurs/erreurs/"));
        let expected: Vec<_> = ProblemCode::ALL
            .iter()
            .map(|code| format!("{prefix}/developpeurs/erreurs/{}", code.code()))
            .collect();
        assert_eq!(links, expected);
        for (link, code) in links.iter().zip(ProblemCode::ALL) {
            let page = visitor.opens(link).await;
            assert_eq!(page.status, StatusCode::OK, "{link}");
            assert!(page.text.contains(code.code()) && page.text.contains(code.status().as_str()), "{link}");
        }
    }
    assert_eq!(visitor.opens("/developpeurs/erreurs/INCONNUE").await.status, StatusCode::NOT_FOUND);
    for language in ["fr", "en"] {
        let words = std::fs::read_to_string(format!("locales/{language}/problems.ftl")).unwrap();
        for kind in ["titre", "conseil"] {
            let start = format!("probleme-{kind}-");
            let is_text =
                |line: &&str| line.starts_with(&start) && !line.starts_with("probleme-conseil-titre");
            assert_eq!(words.lines().filter(is_text).count(), ProblemCode::ALL.len(), "{language} {kind}");
        }
    }
}
