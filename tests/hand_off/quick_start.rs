//! The commands of `/developpeurs`, run as they stand there.

use std::path::Path;
use std::process::Command;

use reqwest::StatusCode;
use serde_json::Value;

use crate::support::app::{App, Wish};
use crate::support::visitor::{Visitor, location};

/// Runs commands after those before, in one folder; what they print.
fn run(folder: &Path, commands: &[String], environment: &[(&str, &str)]) -> String {
    let output = Command::new("bash")
        .args(["-euc", &commands.join("\n")])
        .current_dir(folder)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quick_start_leads_to_a_verified_transcript() {
    let sites = tempfile::tempdir().unwrap();
    let entry = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sandbox/content/bac-a-sable.toml");
    std::fs::copy(entry, sites.path().join("bac-a-sable.toml")).unwrap();
    let settings = vec![("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    for (path, heading) in [
        ("/developpeurs", "Recevoir des relevés dans votre téléservice"),
        ("/en/developpeurs", "Receive transcripts in your online service"),
    ] {
        let page = visitor.opens(path).await;
        assert_eq!((page.status, page.title().as_str()), (StatusCode::OK, heading));
    }
    let commands = visitor.opens("/developpeurs").await.texts("pre code");
    let [registration, ask, exchange, fetch, verify] = &commands[..] else {
        panic!("{} blocks", commands.len())
    };
    let folder = tempfile::tempdir().unwrap();
    let ask = [registration.clone(), ask.clone(), "echo \"$VERIFIER\"".to_owned()];
    let printed = run(folder.path(), &ask, &[]);
    let [authorize, verifier] = printed.lines().collect::<Vec<_>>()[..] else { panic!("{printed}") };

    let (path, page) = visitor.comes_to_agree(&authorize.parse().unwrap(), "nominal-f").await;
    let back = location(&visitor.agrees(&path, &page, &page.boxes()[..1]).await);
    let back = url::Url::parse(&back).unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();

    let rest = [registration.clone(), exchange.clone(), fetch.clone(), "echo".to_owned(), verify.clone()];
    let printed = run(folder.path(), &rest, &[("VERIFIER", verifier), ("CODE", &code)]);
    let [transcript, verdict] = printed.lines().collect::<Vec<_>>()[..] else { panic!("{printed}") };
    let transcript: Value = serde_json::from_str(transcript).unwrap();
    assert_eq!(transcript["candidat"]["nomNaissance"], "MARRONNIER-TEST");
    let verdict: Value = serde_json::from_str(verdict).unwrap();
    assert_eq!(verdict["statut"], "VALIDE");
}
