//! A theme of the ministry's own, laid over ours.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use crate::support::app::{App, Wish};
use crate::support::visitor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn the_ministrys_style_sheet_comes_after_ours_with_its_letters_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("fonts")).unwrap();
    for (file, content) in [
        ("theme.css", "@font-face{font-family:X;src:url(fonts/x.woff2)}"),
        ("fonts/x.woff2", "wOF2"),
        ("mark.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ] {
        std::fs::write(folder.path().join(file), content).unwrap();
    }
    let settings = vec![("THEME__DIR", folder.path().to_str().unwrap().to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    let page = visitor.opens("/").await;
    let sheets = page.attributes("link[rel=stylesheet]", "href");
    assert!(sheets[0].starts_with("/static/app.") && sheets[1].ends_with("/theme.css"), "{sheets:?}");
    let letters = sheets[1].replace("theme.css", "fonts/x.woff2");
    for (path, kind) in [(&sheets[1], "text/css; charset=utf-8"), (&letters, "font/woff2")] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()[CONTENT_TYPE], kind);
    }
    let mark = visitor.get(&page.attribute("header img", "src")).await.text().await.unwrap();
    assert!(mark.ends_with("svg\"/>"), "the mark is theirs: {mark}");
    let policy = visitor.get("/").await.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.contains("font-src 'self'") && !policy.contains("unsafe"), "{policy}");
    for path in
        [sheets[1].replace("theme.css", "../../app.css"), sheets[1].replace("theme.css", "emblem.png")]
    {
        assert_eq!(visitor.get(&path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_components_is_in_the_sandbox_alone() {
    let app = App::start().await;
    let page = Visitor::of(&app).opens("/theme").await;
    assert_eq!(page.status, StatusCode::OK);
    for component in ["fr-btn", "fr-alert--error", "fr-table", "mr-result--pass", "mr-chart", "fr-connect"] {
        assert!(page.text.contains(component), "{component}");
    }
}
