//! What visitors do.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::driver::{Outcome, Scenario};
use super::http::Host;
use super::support::hand_off::{CALLBACK, CHALLENGE, VERIFIER};
use super::support::partners::SITE_SECRET;
use super::world::{Ended, PERSON, SignedIn, World, path_of, with_status, without};

/// Of one of the invented people.
const NUMBERS: &str = "ina=12345678&numGestion=0000000000X&jour=17&mois=5&annee=2004";

/// One page that everybody gets, as a browser asks for it.
pub struct OnePage {
    pub host: Arc<Host>,
    pub path: String,
    pub headers: String,
}

impl Scenario for OnePage {
    async fn visit(self: Arc<Self>, _: usize) -> Outcome {
        async { with_status(self.host.get(&self.path, &self.headers).await?, 200).map(|_| ()) }.await.into()
    }
}

/// From the button to the transcript: sign-in, list, page.
pub struct SignIn(pub Arc<World>);

impl SignIn {
    async fn goes(&self) -> Result<(), Ended> {
        let signed_in = self.0.signs_in(PERSON).await?;
        let transcript = self.0.transcript_of(&signed_in).await?;
        with_status(self.0.service.get(&transcript, &signed_in.cookies).await?, 200).map(|_| ())
    }
}

impl Scenario for SignIn {
    async fn visit(self: Arc<Self>, _: usize) -> Outcome {
        self.goes().await.into()
    }
}

/// Somebody signed in opens one of their addresses.
pub struct Own {
    pub world: Arc<World>,
    /// Each with the address of their own.
    pub candidates: Vec<(SignedIn, String)>,
    /// What follows the address of the transcript.
    pub page: &'static str,
}

impl Scenario for Own {
    async fn visit(self: Arc<Self>, number: usize) -> Outcome {
        let (signed_in, path) = &self.candidates[number % self.candidates.len()];
        let path = format!("{path}{}", self.page);
        async { with_status(self.world.service.get(&path, &signed_in.cookies).await?, 200).map(|_| ()) }
            .await
            .into()
    }
}

/// Somebody signed in comes from an enrolment site and agrees; the site picks the transcript up.
pub struct HandOff {
    pub world: Arc<World>,
    pub candidates: Vec<SignedIn>,
}

fn value_after<'a>(page: &'a str, before: &str) -> Result<&'a str, Ended> {
    let value = page.split(before).nth(1).and_then(|rest| rest.split('"').nth(1));
    value.ok_or_else(|| without(before))
}

impl HandOff {
    pub async fn goes(&self, number: usize) -> Result<(), Ended> {
        let (service, cookies) =
            (&self.world.service, &self.candidates[number % self.candidates.len()].cookies);
        let redirect_uri: String = url::form_urlencoded::byte_serialize(CALLBACK.as_bytes()).collect();
        let asks = format!(
            "/oauth2/authorize?response_type=code&client_id=lycee-exemple&redirect_uri={redirect_uri}\
             &scope=resultat%20notes&code_challenge={CHALLENGE}&code_challenge_method=S256"
        );
        let arrived = with_status(service.get(&asks, cookies).await?, 303)?;
        let request = path_of(arrived.location().ok_or_else(|| without("redirect"))?).to_owned();
        let page = with_status(service.get(&request, cookies).await?, 200)?;
        let agreement = format!("{request}/accord");
        let page = String::from_utf8_lossy(&page.body);
        // The token that stands before the boxes is that of their form.
        let record = value_after(&page, "name=\"releve\" value=")?;
        let before = page.split("name=\"releve\"").next().unwrap_or_default();
        let form = before.rfind("name=\"jeton\"").map_or(before, |at| &before[at..]);
        let token = value_after(form, "name=\"jeton\" value=")?;
        let form = format!("jeton={token}&releve={record}");
        let headers = format!("{cookies}sec-fetch-site: same-origin\r\norigin: null\r\n");
        let sent = with_status(service.post(&agreement, &headers, &form).await?, 303)?;
        let back = sent.location().ok_or_else(|| without("redirect"))?;
        let code = back
            .split("code=")
            .nth(1)
            .and_then(|rest| rest.split('&').next())
            .ok_or_else(|| without("member"))?;
        self.picks_up(code, &redirect_uri).await
    }

    async fn picks_up(&self, code: &str, redirect_uri: &str) -> Result<(), Ended> {
        let service = &self.world.service;
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={redirect_uri}&code_verifier={VERIFIER}"
        );
        let secret = STANDARD.encode(format!("lycee-exemple:{SITE_SECRET}"));
        let headers = format!("authorization: Basic {secret}\r\n");
        let granted = with_status(service.post("/oauth2/token", &headers, &form).await?, 200)?;
        let granted: serde_json::Value =
            serde_json::from_slice(&granted.body).map_err(|_| without("JSON"))?;
        let token = granted["access_token"].as_str().ok_or_else(|| without("member"))?;
        let bearer = format!("authorization: Bearer {token}\r\n");
        let list = with_status(service.get("/api/v1/releves", &bearer).await?, 200)?;
        let list: serde_json::Value = serde_json::from_slice(&list.body).map_err(|_| without("JSON"))?;
        let id = list["releves"][0]["id"].as_str().ok_or_else(|| without("member"))?;
        with_status(service.get(&format!("/api/v1/releves/{id}"), &bearer).await?, 200).map(|_| ())
    }
}

impl Scenario for HandOff {
    /// Each candidate is shown what went to the site before: once or twice, as it is in life.
    async fn begins(&self) {
        self.world.forget_hand_offs().await;
    }

    async fn visit(self: Arc<Self>, number: usize) -> Outcome {
        self.goes(number).await.into()
    }
}

/// Results day: from the landing page to the transcript, by numbers. FranceConnect is simulated in the driver, which
/// would be what is measured.
pub struct ResultsDay(pub Arc<World>);

impl ResultsDay {
    async fn goes(&self) -> Result<(), Ended> {
        let service = &self.0.service;
        with_status(service.get("/", super::AS_BROWSERS_DO).await?, 200)?;
        with_status(service.get("/connexion/numeros", super::AS_BROWSERS_DO).await?, 200)?;
        let opened = service.post("/connexion/numeros", "sec-fetch-site: same-origin\r\n", NUMBERS).await?;
        let opened = with_status(opened, 303)?;
        let session = opened.cookie().ok_or_else(|| without("session"))?;
        let signed_in = SignedIn { cookies: format!("cookie: {session}\r\n") };
        let transcript = self.0.transcript_of(&signed_in).await?;
        with_status(service.get(&transcript, &signed_in.cookies).await?, 200).map(|_| ())
    }
}

impl Scenario for ResultsDay {
    async fn visit(self: Arc<Self>, _: usize) -> Outcome {
        self.goes().await.into()
    }
}
