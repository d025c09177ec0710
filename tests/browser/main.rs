//! The whole journey in a real Chromium, without JavaScript in any of our pages; screenshots of every
//! step are left in `artifacts/screenshots`.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod chromium;
mod every_page;
mod hand_off;
mod lighthouse;
mod readers;
#[path = "../support/mod.rs"]
mod support;

use chromium::Chromium;
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use support::app::App;

/// The first element that fits, as soon as there is one.
async fn find(browser: &Client, selector: &str) -> Element {
    let found = browser.wait().for_element(Locator::Css(selector)).await;
    found.unwrap_or_else(|_| panic!("no {selector}"))
}

async fn clicks(browser: &Client, selector: &str) {
    find(browser, selector).await.click().await.unwrap();
}

/// Waits for the page with this heading.
async fn arrives_at(browser: &Client, heading: &str) {
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(30);
    loop {
        // A page on its way out may take its heading with it.
        let title = find(browser, "h1").await.text().await.unwrap_or_default();
        if title == heading {
            return;
        }
        assert!(std::time::Instant::now() < patience, "{title} instead of {heading}");
    }
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
        arrives_at(&browser, "Récupérez votre relevé de notes").await;
        shot("accueil").await;
        browser.goto(app.at("/en/").as_str()).await.unwrap();
        shot("accueil-en").await;

        signs_in(&browser, &app, "nominal-f").await;
        arrives_at(&browser, "Vos relevés de notes").await;
        shot("mes-releves").await;
        clicks(&browser, "main a[href^='/mes-releves/']").await;
        arrives_at(&browser, "Relevé de notes").await;
        shot("releve").await;
        let code = find(&browser, ".mr-code").await.text().await.unwrap();

        browser.goto(app.at("/verifier").as_str()).await.unwrap();
        find(&browser, "input[name=code]").await.send_keys(&code).await.unwrap();
        clicks(&browser, "main form:not([enctype]) button").await;
        arrives_at(&browser, "Ce relevé est authentique").await;
        shot("verifier-valide").await;

        clicks(&browser, "form[action$='/deconnexion'] button").await;
        arrives_at(&browser, "Vous êtes déconnecté").await;
        assert!(browser.current_url().await.unwrap().query().is_some(), "FranceConnect confirmed");
        shot("deconnexion").await;
        browser.back().await.unwrap();
        browser.goto(app.at("/mes-releves").as_str()).await.unwrap();
        assert!(browser.current_url().await.unwrap().path().contains("/api/v2/"), "signing in starts again");

        signs_in(&browser, &app, "unknown").await;
        arrives_at(&browser, "Nous n’avons pas trouvé votre relevé").await;
        shot("introuvable").await;
        clicks(&browser, "form[action$='/deconnexion'] button").await;
        arrives_at(&browser, "Vous êtes déconnecté").await;
        signs_in(&browser, &app, "foreign-portugal").await;
        arrives_at(&browser, "Relevé de notes").await;
        shot("releve-nee-a-l-etranger").await;
        browser.goto(app.at("/nulle-part").as_str()).await.unwrap();
        shot("page-non-trouvee").await;
        browser.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_not_found_is_reached_with_the_numbers_of_the_exam_notice() {
    for (width, height) in [(360, 800), (1280, 900)] {
        let app = App::start().await;
        let chromium = Chromium::start().await;
        let browser = chromium.window(width, height).await;
        let shot = async |name: &str| {
            fits(&browser, name).await;
            chromium::screenshot(&browser, &format!("{name}-{width}")).await;
        };
        let types = async |ina: &str, num_gestion: &str| {
            for (field, typed) in [("ina", ina), ("numGestion", num_gestion)] {
                let input = find(&browser, &format!("input[name={field}]")).await;
                input.clear().await.unwrap();
                input.send_keys(typed).await.unwrap();
            }
            clicks(&browser, "main form button").await;
        };

        signs_in(&browser, &app, "typo-on-file").await;
        arrives_at(&browser, "Nous n’avons pas trouvé votre relevé").await;
        shot("introuvable").await;
        clicks(&browser, "main a[href='/dossier/rechercher']").await;
        arrives_at(&browser, "Rechercher votre dossier").await;
        shot("rechercher").await;
        types("99999999", "1234567890A").await;
        find(&browser, ".fr-alert--error").await;
        shot("rechercher-refus").await;
        types("16066366", "3220546410C").await;
        arrives_at(&browser, "Relevé de notes").await;
        shot("releve-rattache").await;
        clicks(&browser, "main a[href$='/detacher']").await;
        arrives_at(&browser, "Retirer ce rattachement").await;
        shot("detacher").await;
        clicks(&browser, "main form button").await;
        arrives_at(&browser, "Nous n’avons pas trouvé votre relevé").await;
        browser.close().await.unwrap();
    }
}
