//! Readers who do without a mouse, with larger text, without motion, or with colours of their own.

use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::{Value, json};

use crate::chromium::{Chromium, Wanted, emulates, prints, screenshot};
use crate::support::app::App;
use crate::{arrives_at, find, fits, signs_in};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// Presses keys wherever the focus is.
async fn presses(browser: &Client, keys: &str) {
    let strokes = keys.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
    let strokes =
        strokes.fold(KeyActions::new("keyboard".to_owned()), |strokes, stroke| strokes.then(stroke));
    browser.perform_actions(strokes).await.unwrap();
}

/// Tabs until the focus is on what fits; every stop on the way must be visible.
async fn tabs_to(browser: &Client, selector: &str) {
    for _ in 0..40 {
        presses(browser, TAB).await;
        let seen = browser.execute(FOCUSED, vec![json!(selector)]).await.unwrap();
        assert_eq!(seen["visible"], true, "focus out of sight on the way to {selector}: {seen}");
        if seen["fits"] == true {
            return;
        }
    }
    panic!("no way by keyboard to {selector}");
}

/// Whether the focus fits, and whether it can be seen: an outline, and a place in the window.
const FOCUSED: &str = "
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    return {
        fits: element.matches(arguments[0]),
        visible: element === document.body || (getComputedStyle(element).outlineStyle !== 'none'
            && box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth),
        what: element.outerHTML.slice(0, 120),
    }";

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_is_done_with_the_keyboard_alone() {
    let app = App::start().await;
    let chromium = Chromium::start().await;
    let browser = chromium.window(1280, 900).await;
    browser.goto(app.at("/").as_str()).await.unwrap();
    // The first stop leads past the head of the page, and takes the focus along.
    tabs_to(&browser, ".fr-skiplinks a[href='#contenu']").await;
    presses(&browser, ENTER).await;
    let focus = browser.active_element().await.unwrap().attr("id").await.unwrap();
    assert_eq!(focus.as_deref(), Some("contenu"));
    tabs_to(&browser, "a.fr-connect").await;
    presses(&browser, ENTER).await;
    // The simulated FranceConnect is another site's page: the mouse may help there.
    for button in ["button[name=person][value=btsa-ects]", "form[action$='/consent'] button"] {
        find(&browser, button).await.click().await.unwrap();
    }
    arrives_at(&browser, "Relevé de notes").await;
    tabs_to(&browser, "a.fr-link--download").await;
    screenshot(&browser, "clavier-telecharger").await;
    tabs_to(&browser, "main form[action$='/prolonger'] button").await;
    presses(&browser, ENTER).await;
    arrives_at(&browser, "Relevé de notes").await;

    // A form that is refused takes the focus to what is wrong, and from there to the field.
    browser.goto(app.at("/verifier").as_str()).await.unwrap();
    tabs_to(&browser, "input[name=code]").await;
    presses(&browser, "ABCD").await;
    tabs_to(&browser, "main form:not([enctype]) button").await;
    presses(&browser, ENTER).await;
    find(&browser, ".fr-alert--error").await;
    let focus = browser.active_element().await.unwrap().attr("class").await.unwrap();
    assert!(focus.is_some_and(|class| class.contains("fr-alert--error")));
    tabs_to(&browser, ".fr-alert--error a").await;
    presses(&browser, ENTER).await;
    let focus = browser.active_element().await.unwrap().attr("id").await.unwrap();
    assert_eq!(focus.as_deref(), Some("code"));

    browser.goto(app.at("/").as_str()).await.unwrap();
    tabs_to(&browser, "header form button").await;
    presses(&browser, ENTER).await;
    arrives_at(&browser, "Vous êtes déconnecté").await;
    browser.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_unit_unfold_without_a_script_and_stand_on_paper() {
    let app = App::start().await;
    let chromium = Chromium::start().await;
    let browser = chromium.window(1280, 900).await;
    signs_in(&browser, &app, "corrected").await;
    arrives_at(&browser, "Relevé de notes").await;
    let part = find(&browser, ".mr-part").await;
    assert!(!part.is_displayed().await.unwrap());
    tabs_to(&browser, ".mr-unfold summary").await;
    presses(&browser, ENTER).await;
    assert!(part.is_displayed().await.unwrap());
    screenshot(&browser, "parties-depliees").await;

    let code = find(&browser, ".mr-code").await.text().await.unwrap();
    let label = part.text().await.unwrap().lines().next().unwrap().to_owned();
    browser.refresh().await.unwrap();
    let (pages, text) = prints(&browser).await;
    assert_eq!(pages, 1, "one sheet of A4");
    for words in [code.as_str(), "/v/", "Cette page imprimée n’est pas un document signé", "Décision du jury"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let first = label.split_whitespace().next().unwrap();
    assert!(text.contains(first), "a folded part is on paper: {first} in {text}");
    assert!(!text.contains("Se déconnecter") && !text.contains("Plan du site"), "{text}");
    browser.close().await.unwrap();
}

/// Pages with most on them.
const PAGES: [&str; 6] =
    ["/", "/verifier", "/mes-releves/*", "/accessibilite", "/theme", "/connexion/annulee"];

async fn transcript(browser: &Client, app: &App) -> String {
    signs_in(browser, app, "btsa-ects").await;
    arrives_at(browser, "Relevé de notes").await;
    browser.current_url().await.unwrap().path().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn text_of_twice_the_size_fits() {
    let app = App::start().await;
    let chromium = Chromium::start().await;
    for (width, height) in [(1280, 900), (640, 800)] {
        let twice = Wanted { text: 32, ..Wanted::default() };
        let browser = chromium.window_with(&twice, width, height).await;
        let transcript = transcript(&browser, &app).await;
        for page in PAGES {
            let path = if page.ends_with('*') { transcript.as_str() } else { page };
            browser.goto(app.at(path).as_str()).await.unwrap();
            let size = browser.execute(TEXT_SIZE, Vec::new()).await.unwrap();
            assert_eq!(size, "32px", "the reader's own setting counts");
            fits(&browser, &format!("{page} at 200 % in {width}")).await;
            let cut: Value = browser.execute(CUT_OFF, Vec::new()).await.unwrap();
            assert_eq!(cut, json!([]), "{page} at 200 % in {width}");
            let name = page.trim_start_matches('/').replace(['/', '*'], "_");
            screenshot(&browser, &format!("texte-200-{name}-{width}")).await;
        }
        browser.delete_all_cookies().await.unwrap();
        browser.close().await.unwrap();
    }
}

const TEXT_SIZE: &str = "return getComputedStyle(document.documentElement).fontSize";

/// Elements whose words do not fit into them.
const CUT_OFF: &str = "
    return [...document.querySelectorAll('main *, header *, footer *')]
        .filter(element => ['hidden', 'clip'].includes(getComputedStyle(element).overflowX))
        .filter(element => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
        .map(element => element.outerHTML.slice(0, 120))";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_for_whoever_wants_no_motion() {
    let app = App::start().await;
    let chromium = Chromium::start().await;
    let browser = chromium.window(1280, 900).await;
    for page in ["/", "/theme"] {
        browser.goto(app.at(page).as_str()).await.unwrap();
        emulates(&browser, &[("prefers-reduced-motion", "reduce")]).await;
        let moving: Value = browser.execute(MOVING, Vec::new()).await.unwrap();
        assert_eq!(moving, json!([]), "{page}");
    }
    browser.close().await.unwrap();
}

const MOVING: &str = "
    return [...document.querySelectorAll('*')].filter(element => {
        const style = getComputedStyle(element);
        return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0
            || style.scrollBehavior === 'smooth';
    }).map(element => element.outerHTML.slice(0, 120))";

#[tokio::test(flavor = "multi_thread")]
async fn colours_of_the_system_leave_every_word_and_every_edge() {
    let app = App::start().await;
    let chromium = Chromium::start().await;
    let browser = chromium.window(1280, 900).await;
    let transcript = transcript(&browser, &app).await;
    for page in ["/", "/theme", transcript.as_str()] {
        browser.goto(app.at(page).as_str()).await.unwrap();
        emulates(&browser, &[("forced-colors", "active")]).await;
        assert_eq!(
            browser
                .execute("return matchMedia('(forced-colors: active)').matches", Vec::new())
                .await
                .unwrap(),
            true
        );
        let lost: Value = browser.execute(WITHOUT_EDGE, Vec::new()).await.unwrap();
        assert_eq!(lost, json!([]), "{page}");
        let name = if page == transcript { "releve" } else { page.trim_start_matches('/') };
        screenshot(&browser, &format!("couleurs-forcees-{name}")).await;
    }
    browser.close().await.unwrap();
}

/// Buttons and frames that lost their border, and drawings in a colour that is not the system's.
const WITHOUT_EDGE: &str = "
    const canvas = getComputedStyle(document.body).color;
    const frames = [...document.querySelectorAll('.fr-btn, .fr-connect, .fr-card, .fr-callout, .fr-alert, .mr-result')]
        .filter(element => parseFloat(getComputedStyle(element).borderInlineStartWidth) < 1);
    const words = [...document.querySelectorAll('.mr-chart text')]
        .filter(element => getComputedStyle(element).fill !== canvas);
    return [...frames, ...words].map(element => element.outerHTML.slice(0, 120))";
