//! Requests without number, made up from the OpenAPI document by Schemathesis: with real credentials, without, and
//! with everything that the document does not allow.

use std::path::PathBuf;
use std::process::Command;

use mon_releve::http::api::operations::{CREDENTIALS_PATH, FRANCECONNECT_PATH};

use crate::support::app::{App, Wish};
use crate::support::data_provider::{self, PROVIDERS, SCOPE, SITE};
use crate::support::partners::{SITE_SECRET, registry};

/// How many it makes up for each operation and phase.
const EXAMPLES: &str = "40";

/// Runs it over one operation; it must find nothing.
async fn finds_nothing(app: &App, path: &str, authentication: [String; 2]) {
    let python =
        PathBuf::from(std::env::var("MON_RELEVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned()));
    let mut run = Command::new(python.with_file_name("st"));
    run.args(["--no-color", "run", app.at("/openapi.json").as_str(), "--include-path", path]);
    run.args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "2026"]);
    // What a made-up INA finds is nothing: 404, though the request is good.
    run.args(["--checks", "all", "--exclude-checks", "positive_data_acceptance"]);
    run.args(["--generation-database", "none", "--warnings", "off"]);
    run.args(authentication).current_dir(app.folder.path());
    let output = tokio::task::spawn_blocking(move || run.output()).await.unwrap();
    let output = output.expect("schemathesis is missing: run `make test`, which installs it");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{path}: {said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("No issues found"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_apis_answer_everything_as_their_document_says() {
    let sites = registry(&[(
        "lycee-exemple",
        &format!("credentials = true\nfranceconnect_client_id = \"{SITE}\"\nredirect_uris = []"),
    )]);
    let mut settings = data_provider::settings(PROVIDERS[0]);
    settings.extend([
        ("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned()),
        ("LIMITS__PER_ADDRESS_PER_MINUTE", "0".to_owned()),
        ("LIMITS__ATTEMPTS_PER_PARTNER_PER_MINUTE", "0".to_owned()),
        ("LIMITS__ATTEMPTS_PER_INA_PER_HOUR", "0".to_owned()),
    ]);
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let basic = ["--auth".to_owned(), format!("lycee-exemple:{SITE_SECRET}")];
    finds_nothing(&app, CREDENTIALS_PATH, basic).await;
    let token = data_provider::token(&app, SITE, &format!("openid birthdate {SCOPE}"), "nominal-f").await;
    finds_nothing(
        &app,
        FRANCECONNECT_PATH,
        ["--header".to_owned(), format!("Authorization: Bearer {token}")],
    )
    .await;
}
