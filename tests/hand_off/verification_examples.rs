//! The examples of `/developpeurs/verification`, run as they stand there against a served application.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::JwkSet;
use serde_json::Value;

use crate::support::hand_off::{Site, answer, app};
use crate::support::visitor::{Visitor, location, new_client};

#[path = "../../docs/examples/verify.rs"]
mod verify;

/// What developers run, and the example it runs.
fn programs() -> [(PathBuf, &'static str); 3] {
    let python =
        std::env::var("MON_RELEVE_TEST_PYTHON").expect("run `make test`, which sets the Python to use");
    [
        (PathBuf::from(python), "verify.py"),
        (PathBuf::from("node"), "verify.mjs"),
        (PathBuf::from("ruby"), "verify.rb"),
    ]
}

/// Whether the program of a language says that the envelope is good, and what it prints.
fn says(program: &Path, example: &Path, arguments: [&str; 3]) -> (bool, String) {
    let output = Command::new(program).arg(example).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}: run `make test`", program.display()));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() || !said.contains("VALIDE"), "{said}");
    (output.status.success(), format!("{said}{}", String::from_utf8_lossy(&output.stderr)))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_in_four_languages_tell_a_good_envelope_from_any_other() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let visitor = Visitor::of(&app);
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let back = answer(&location(&visitor.agrees(&path, &page, &page.boxes()[..1]).await));
    let token = site.token(&back["code"]).await;
    let picked_up = site.list(&token).await.remove(0);
    let good = site.fetches(&picked_up, &token, "application/jwt").await.text().await.unwrap();
    let origin = app.url.origin().ascii_serialization();

    // The same claims with another signature: that of the seal within.
    let (content, _) = good.rsplit_once('.').unwrap();
    let claims = content.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let foreign = claims["sceau"].as_str().unwrap().rsplit_once('.').unwrap().1;
    let altered = format!("{content}.{foreign}");

    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    // A module looks for its libraries beside itself.
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/openid_provider/node_modules");
    std::os::unix::fs::symlink(modules, folder.path().join("node_modules")).unwrap();
    let cases = [
        (&good, &*origin, site.client_id, true),
        (&altered, &*origin, site.client_id, false),
        (&good, &*origin, "autre-site", false),
    ];
    for (name, (envelope, origin, client_id, is_good)) in
        ["good", "altered", "another site's"].iter().zip(cases)
    {
        let file = folder.path().join("releve.jwt");
        std::fs::write(&file, envelope).unwrap();
        for (program, example) in programs() {
            std::fs::copy(examples.join(example), folder.path().join(example)).unwrap();
            let example = folder.path().join(example);
            let arguments = [file.to_str().unwrap(), origin, client_id];
            let (succeeded, said) = tokio::task::block_in_place(|| says(&program, &example, arguments));
            assert_eq!(succeeded, is_good, "{}, {name}: {said}", example.display());
            assert_eq!(said.contains("VALIDE MARRONNIER-TEST"), is_good, "{said}");
        }
        let keys: JwkSet =
            new_client().get(app.at("/.well-known/jwks.json")).send().await.unwrap().json().await.unwrap();
        let verified = verify::verify(envelope, &keys, origin, client_id);
        assert_eq!(verified.is_ok(), is_good, "{name}");
        if let Ok(releve) = verified {
            assert_eq!(releve["candidat"]["nomNaissance"], "MARRONNIER-TEST");
        }
    }
}
