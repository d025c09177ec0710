//! A person with a browser: keeps cookies, follows nothing by itself, one method a gesture.

use std::time::Duration;

use reqwest::header::{ACCEPT, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use scraper::{Html, Selector};
use url::Url;

use super::app::App;

/// One browser at one application.
pub struct Visitor<'a> {
    app: &'a App,
    pub client: Client,
}

/// A page that was read.
pub struct Page {
    pub status: StatusCode,
    pub text: String,
}

/// A browser with an empty jar.
pub fn new_client() -> Client {
    let client = Client::builder().redirect(Policy::none()).cookie_store(true).no_proxy();
    // Sooner than servers close a connection that lies idle: a request that meets a closing one is lost.
    client.pool_idle_timeout(Duration::from_secs(2)).build().expect("a client")
}

/// Where an answer leads.
pub fn location(response: &Response) -> String {
    let header =
        response.headers().get(LOCATION).unwrap_or_else(|| panic!("no redirect: {}", response.status()));
    header.to_str().expect("a plain address").to_owned()
}

impl<'a> Visitor<'a> {
    pub fn of(app: &'a App) -> Self {
        Self { app, client: new_client() }
    }

    /// The address of a page.
    pub fn at(&self, path: &str) -> Url {
        self.app.at(path)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client.get(self.app.at(path)).header(ACCEPT, "text/html").send().await.expect("an answer")
    }

    /// Opens a page, following redirects inside the service.
    pub async fn opens(&self, path: &str) -> Page {
        let mut path = path.to_owned();
        for _ in 0..6 {
            let response = self.get(&path).await;
            if !response.status().is_redirection() {
                return Page { status: response.status(), text: response.text().await.expect("a page") };
            }
            path = location(&response);
            assert!(path.starts_with('/'), "leads away from the service: {path}");
        }
        panic!("goes in circles at {path}");
    }

    /// Clicks « S’identifier avec FranceConnect »: the address at FranceConnect.
    pub async fn clicks_sign_in(&self, path: &str) -> Url {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "sign-in begins with a 303");
        Url::parse(&location(&response)).expect("an address")
    }

    /// Chooses who to be at FranceConnect and agrees: the address FranceConnect sends back to.
    pub async fn identifies_as(&self, authorize: &Url, person: &str) -> Url {
        let interaction = self.starts_interaction(authorize).await;
        let base = authorize.as_str().split("/authorize").next().expect("a base").to_owned();
        let form = [("interaction", interaction.as_str()), ("person", person)];
        let chosen = self.client.post(format!("{base}/login")).form(&form).send().await.expect("an answer");
        assert_eq!(chosen.status(), StatusCode::SEE_OTHER, "{person} is known");
        let form = [("interaction", interaction.as_str())];
        let agreed = self.client.post(format!("{base}/consent")).form(&form).send().await.expect("an answer");
        Url::parse(&location(&agreed)).expect("an address")
    }

    /// Turns back at FranceConnect.
    pub async fn turns_back(&self, authorize: &Url) -> Url {
        let interaction = self.starts_interaction(authorize).await;
        let base = authorize.as_str().split("/authorize").next().expect("a base").to_owned();
        let address =
            format!("{base}/redirect-to-sp-with-error?interaction={interaction}&error=access_denied");
        let response = self.client.get(address).send().await.expect("an answer");
        Url::parse(&location(&response)).expect("an address")
    }

    async fn starts_interaction(&self, authorize: &Url) -> String {
        let response = self.client.get(authorize.clone()).send().await.expect("FranceConnect answers");
        let address = location(&response);
        address.rsplit_once('/').expect("an interaction").1.to_owned()
    }

    /// Comes back from FranceConnect.
    pub async fn comes_back(&self, callback: &Url) -> Response {
        self.client.get(callback.clone()).send().await.expect("an answer")
    }

    /// The whole sign-in; where it leads.
    pub async fn signs_in_as(&self, person: &str) -> String {
        let authorize = self.clicks_sign_in("/connexion").await;
        let callback = self.identifies_as(&authorize, person).await;
        let response = self.comes_back(&callback).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "a callback ends in a 303");
        location(&response)
    }

    /// Clicks « Se déconnecter » on a page; where it leads.
    pub async fn signs_out(&self) -> String {
        let page = self.opens("/").await;
        let token = page.attribute("form[action$='/deconnexion'] input[name=jeton]", "value");
        let form = [("jeton", token.as_str())];
        let response =
            self.client.post(self.app.at("/deconnexion")).form(&form).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        location(&response)
    }
}

impl Page {
    fn html(&self) -> Html {
        Html::parse_document(&self.text)
    }

    /// The one heading of the page.
    pub fn title(&self) -> String {
        self.text_of("h1")
    }

    /// Text of the first element that fits, with single spaces.
    pub fn text_of(&self, selector: &str) -> String {
        let html = self.html();
        let element = html
            .select(&Selector::parse(selector).expect("a selector"))
            .next()
            .unwrap_or_else(|| panic!("no {selector} in {}", self.text));
        element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// All text of the page, with single spaces.
    pub fn all_text(&self) -> String {
        self.text_of("body")
    }

    /// An attribute of the first element that fits.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let html = self.html();
        let element = html
            .select(&Selector::parse(selector).expect("a selector"))
            .next()
            .unwrap_or_else(|| panic!("no {selector} in {}", self.text));
        element.value().attr(name).unwrap_or_else(|| panic!("no {name} on {selector}")).to_owned()
    }

    /// An attribute of every element that fits.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).expect("a selector");
        html.select(&selector).filter_map(|element| element.value().attr(name)).map(str::to_owned).collect()
    }

    /// The text of every element that fits, as it stands.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).expect("a selector");
        html.select(&selector).map(|element| element.text().collect()).collect()
    }

    /// Every link of the page that starts so.
    pub fn links(&self, start: &str) -> Vec<String> {
        let html = self.html();
        let all = Selector::parse("a[href]").expect("a selector");
        html.select(&all)
            .filter_map(|link| link.value().attr("href"))
            .filter(|href| href.starts_with(start))
            .map(str::to_owned)
            .collect()
    }
}
