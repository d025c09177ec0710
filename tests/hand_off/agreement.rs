//! Whose answer counts: that of the browser that came first, and of the person who saw their own transcripts.

use reqwest::header::ORIGIN;
use reqwest::{Response, StatusCode};
use url::Url;

use crate::support::hand_off::{CALLBACK, Site, answer, app};
use crate::support::visitor::{Page, Visitor, location};

fn leads_nowhere(response: &Response) {
    assert!(matches!(response.status().as_u16(), 403 | 404 | 410), "{}", response.status());
    assert!(!response.headers().contains_key("location"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_the_first_browsers_alone() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let (first, second) = (Visitor::of(&app), Visitor::of(&app));
    let path = first.arrives(&site.authorize(&site.asks())).await;
    let page = first.opens(&path).await;
    second.signs_in_as("btsa-ects").await;
    for address in [path.clone(), format!("/en{path}"), format!("{path}/accord"), format!("{path}/fin")] {
        let response = second.get(&address).await;
        leads_nowhere(&response);
        assert!(!response.text().await.unwrap().contains("Lycée Exemple"), "nor does it learn who asks");
    }
    let token = page.attribute("form[action$='/refuser'] input[name=jeton]", "value");
    for address in [format!("{path}/accord"), format!("{path}/refuser")] {
        leads_nowhere(&second.posts(&address, &[("jeton", &token), ("releve", "x")]).await);
    }
    let (_, page) = first.comes_back_to_agree(&path, "nominal-f").await;
    assert_eq!(page.boxes().len(), 2, "the first browser goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_next_in_the_same_browser_does_not_answer() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    visitor.signs_out().await;
    visitor.signs_in_as("btsa-ects").await;
    leads_nowhere(&visitor.get(&format!("{path}/accord")).await);
    leads_nowhere(&visitor.agrees(&path, &page, &page.boxes()).await);
    let own = visitor.opens("/mes-releves").await;
    assert_eq!(own.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_leaves_the_request_behind() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (_, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "unknown").await;
    assert!(page.all_text().contains("Revenir sur Lycée Exemple"));
    visitor.signs_out().await;
    visitor.signs_in_as("unknown").await;
    let page = visitor.opens("/mes-releves").await;
    assert!(!page.all_text().contains("Lycée Exemple"), "the next person is not led to it");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hands_over_somebody_elses_transcript() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let (victim, thief) = (Visitor::of(&app), Visitor::of(&app));
    let (_, page) = victim.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let stolen = page.boxes();
    let (path, page) = thief.comes_to_agree(&site.authorize(&site.asks()), "btsa-ects").await;
    let own = page.boxes();
    for chosen in [stolen.clone(), [own.clone(), stolen].concat(), vec!["0".repeat(32)], vec!["x".to_owned()]]
    {
        let response = thief.agrees(&path, &page, &chosen).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let text = response.text().await.unwrap();
        assert!(text.contains("Choisissez au moins un relevé") && !text.contains("MARRONNIER"));
    }
    let response = thief.agrees(&path, &page, &own).await;
    let token = site.token(&answer(&location(&response))["code"]).await;
    assert_eq!(site.transcript(&token).await["candidat"]["nomNaissance"], "SEMESTRIEL-TEST");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_without_a_choice_is_asked_again() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let response = visitor.agrees(&path, &page, &[]).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let again = Page { status: response.status(), text: response.text().await.unwrap() };
    assert!(again.text_of("title").starts_with("Erreur"));
    assert!(again.all_text().contains("Choisissez au moins un relevé à transmettre."));
    let response = visitor.agrees(&path, &again, &again.boxes()).await;
    assert!(answer(&location(&response)).contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_transcript_needs_no_ticking() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (_, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "foreign-portugal").await;
    assert_eq!(page.attributes("input[type=checkbox][checked]", "value"), page.boxes());
    assert_eq!(page.boxes().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_forged_elsewhere_agrees_to_nothing() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let token = page.attribute("form[action$='/accord'] input[name=jeton]", "value");
    let boxes = page.boxes();
    let post = |form: Vec<(&str, &str)>| visitor.client.post(app.at(&format!("{path}/accord"))).form(&form);
    let chosen = ("releve", boxes[0].as_str());
    let flipped = format!("{}0", &token[..63]);
    for form in [vec![chosen], vec![chosen, ("jeton", "")], vec![chosen, ("jeton", &flipped)]] {
        let response = post(form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "without its value");
    }
    let whole = || post(vec![chosen, ("jeton", &token)]);
    for origin in ["https://evil.example", "http://localhost", "http://127.0.0.1:9", "https://localhost"] {
        let response = whole().header(ORIGIN, origin).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{origin}");
    }
    for place in ["cross-site", "same-site"] {
        let response = whole().header("sec-fetch-site", place).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{place}");
    }
    let refuse = visitor.client.post(app.at(&format!("{path}/refuser")));
    let refused = refuse.form(&[("jeton", "x")]).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    // The token of another request, or of the session, does not do either.
    let session = page.attribute("form[action$='/deconnexion'] input[name=jeton]", "value");
    assert_eq!(post(vec![chosen, ("jeton", &session)]).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let response = whole().header(ORIGIN, app.url.as_str().trim_end_matches('/')).send().await.unwrap();
    assert!(answer(&location(&response)).contains_key("code"), "the page's own form does");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_has_one_answer() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let boxes = page.boxes();
    let answers =
        futures_util::future::join_all((0..8).map(|_| visitor.agrees(&path, &page, &boxes[..1]))).await;
    let codes = answers.iter().filter(|answer| answer.status() == StatusCode::SEE_OTHER).count();
    assert!(codes <= 1 + answers.iter().filter(|a| location_is_ours(a)).count(), "one code at most");
    let gone = visitor.agrees(&path, &page, &boxes).await;
    assert_eq!(gone.status(), StatusCode::GONE);
    let gone = visitor.declines(&page).await;
    assert_eq!(gone.status(), StatusCode::GONE, "a yes stays a yes");
    let again = visitor.opens(&path).await;
    assert_eq!(
        (again.status, again.title().as_str()),
        (StatusCode::GONE, "Cette demande a déjà été traitée")
    );

    let (path, page) = visitor.comes_again_to_agree(&site.authorize(&site.asks())).await;
    assert_eq!(answer(&location(&visitor.declines(&page).await))["error"], "access_denied");
    let gone = visitor.agrees(&path, &page, &page.boxes()).await;
    assert_eq!(gone.status(), StatusCode::GONE, "a no stays a no");
}

fn location_is_ours(response: &Response) -> bool {
    response.status() == StatusCode::SEE_OTHER && location(response).starts_with('/')
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_none_leads_nowhere() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    visitor.signs_in_as("nominal-f").await;
    for path in ["/transmettre/", "/transmettre/x", "/transmettre/0/accord", "/transmettre/%2e%2e/accord"] {
        let page = visitor.opens(path).await;
        assert!(matches!(page.status.as_u16(), 404 | 410), "{path}");
    }
    let unknown = format!("/transmettre/{}", "0".repeat(64));
    let page = visitor.opens(&unknown).await;
    assert_eq!(
        (page.status, page.title().as_str()),
        (StatusCode::NOT_FOUND, "Cette demande n’est pas valable")
    );
    // A look from afar does not open it.
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let head = visitor.client.head(app.at(&path)).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(visitor.opens(&path).await.boxes().len(), 2);
    assert!(!visitor.opens(&path).await.text.contains(CALLBACK));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_proven_with_numbers_is_handed_over_as_what_matches_is() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    visitor.signs_in_as("typo-on-file").await;
    let form = visitor.opens("/dossier/rechercher").await;
    let token = form.attribute("main form input[name=jeton]", "value");
    let numbers = [("jeton", token.as_str()), ("ina", "16066366"), ("numGestion", "3220546410C")];
    assert_eq!(visitor.posts("/dossier/rechercher", &numbers).await.status(), StatusCode::SEE_OTHER);

    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let page = visitor.opens(&path).await;
    let [proven] = page.boxes().try_into().unwrap();
    let response = visitor.agrees(&path, &page, &[proven]).await;
    let token = site.token(&answer(&location(&response))["code"]).await;
    assert_eq!(site.transcript(&token).await["candidat"]["nomNaissance"], "COQUILLON-TEST");
}

impl Visitor<'_> {
    /// Signs in from a request that is open already, and comes to P15.
    async fn comes_back_to_agree(&self, path: &str, person: &str) -> (String, Page) {
        let page = self.opens(path).await;
        let franceconnect = self.clicks_sign_in(&page.attribute("a.fr-connect", "href")).await;
        let callback = self.identifies_as(&franceconnect, person).await;
        let target = location(&self.comes_back(&callback).await);
        (path.to_owned(), self.opens(&target).await)
    }

    /// Arrives signed in, and comes to P15.
    async fn comes_again_to_agree(&self, authorize: &Url) -> (String, Page) {
        let path = self.arrives(authorize).await;
        let page = self.opens(&path).await;
        (path, page)
    }
}
