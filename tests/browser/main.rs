//! The whole journey in a real Chromium, without JavaScript in any of our pages; screenshots of every
//! step are left in `artifacts/screenshots`.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod chromium;
#[path = "../support/mod.rs"]
mod support;

use chromium::Chromium;
use fantoccini::{Client, Locator};
use support::app::App;

async fn clicks(browser: &Client, selector: &str) {
    let element = browser.find(Locator::Css(selector)).await.unwrap_or_else(|_| panic!("no {selector}"));
    element.click().await.unwrap();
}

async fn title(browser: &Client) -> String {
    browser.find(Locator::Css("h1")).await.unwrap().text().await.unwrap()
}

/// Signs in from the landing page as one of the invented people.
async fn signs_in(browser: &Client, app: &App, person: &str) {
    browser.goto(app.at("/").as_str()).await.unwrap();
    clicks(browser, "a.fr-connect").await;
    clicks(browser, &format!("button[name=person][value='{person}']")).await;
    clicks(browser, "form[action$='/consent'] button").await;
}

/// No page may be wider than its window.
async fn fits(browser: &Client, what: &str) {
    let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    let overflow = browser.execute(script, Vec::new()).await.unwrap();
    assert_eq!(overflow, 0, "{what} scrolls sideways");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_journey_on_a_phone_and_on_a_wide_screen() {
    let app = App::start().await;
    for (width, height) in [(360, 800), (1280, 900)] {
        let chromium = Chromium::start().await;
        let browser = chromium.window(width, height).await;
        let shot = async |name: &str| {
            fits(&browser, name).await;
            chromium::screenshot(&browser, &format!("{name}-{width}")).await;
        };

        browser.goto(app.at("/").as_str()).await.unwrap();
        assert_eq!(title(&browser).await, "Récupérez votre relevé de notes");
        shot("accueil").await;
        browser.goto(app.at("/en/").as_str()).await.unwrap();
        shot("accueil-en").await;

        signs_in(&browser, &app, "nominal-f").await;
        assert_eq!(browser.current_url().await.unwrap().path(), "/mes-releves");
        shot("mes-releves").await;
        clicks(&browser, "main a[href^='/mes-releves/']").await;
        assert_eq!(title(&browser).await, "Relevé de notes");
        shot("releve").await;
        let code = browser
            .find(Locator::Css("[data-code]"))
            .await
            .unwrap()
            .attr("data-code")
            .await
            .unwrap()
            .unwrap();

        browser.goto(app.at("/verifier").as_str()).await.unwrap();
        browser.find(Locator::Css("input[name=code]")).await.unwrap().send_keys(&code).await.unwrap();
        clicks(&browser, "main form button").await;
        assert_eq!(title(&browser).await, "Ce relevé est authentique");
        shot("verifier-valide").await;

        clicks(&browser, "form[action$='/deconnexion'] button").await;
        assert_eq!(title(&browser).await, "Vous êtes déconnecté");
        assert!(browser.current_url().await.unwrap().query().is_some(), "FranceConnect confirmed");
        shot("deconnexion").await;
        browser.back().await.unwrap();
        browser.goto(app.at("/mes-releves").as_str()).await.unwrap();
        assert!(browser.current_url().await.unwrap().path().contains("/api/v2/"), "signing in starts again");

        signs_in(&browser, &app, "unknown").await;
        assert_eq!(browser.current_url().await.unwrap().path(), "/dossier/introuvable");
        shot("introuvable").await;
        clicks(&browser, "form[action$='/deconnexion'] button").await;
        signs_in(&browser, &app, "foreign-portugal").await;
        assert_eq!(title(&browser).await, "Relevé de notes");
        shot("releve-nee-a-l-etranger").await;
        browser.goto(app.at("/nulle-part").as_str()).await.unwrap();
        shot("page-non-trouvee").await;
        browser.close().await.unwrap();
    }
}
