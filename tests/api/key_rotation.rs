//! The key of the seal changes while everybody verifies: no verification fails, on whichever replica.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::future::join_all;
use mon_releve::ports::clock::Clock;
use mon_releve::sandbox::{people, seal_keys};
use reqwest::Client;
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use tokio::sync::RwLock;
use url::Url;

use crate::support::app::{App, Wish};
use crate::support::visitor::new_client;

/// INA and management number of people with one transcript.
fn candidates() -> Vec<(String, String)> {
    let records: Vec<Value> =
        people::RECORDS.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text = |record: &Value, member: &str| record[member].as_str().unwrap().to_owned();
    let is_alone =
        |record: &&Value| records.iter().filter(|other| other["ina"] == record["ina"]).count() == 1;
    records.iter().filter(is_alone).map(|record| (text(record, "ina"), text(record, "numGestion"))).collect()
}

/// The sealed PDF of one of them, or nothing where nothing is published.
async fn issue(client: &Client, at: &Url, (ina, number): &(String, String)) -> Option<Vec<u8>> {
    let path = "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";
    let question = serde_json::json!({ "ina": ina, "numGestion": number });
    let answer = client
        .post(at.join(path).unwrap())
        .header("accept", "application/pdf")
        .json(&question)
        .send()
        .await
        .unwrap();
    if !answer.status().is_success() { None } else { Some(answer.bytes().await.unwrap().to_vec()) }
}

async fn verdict(client: &Client, at: &Url, file: Vec<u8>) -> String {
    let form = Form::new().part("fichier", Part::bytes(file).file_name("releve.pdf"));
    let answer = client
        .post(at.join("/verifier").unwrap())
        .header("accept", "application/json")
        .multipart(form)
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer["statut"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_under_load_makes_no_verification_fail() {
    let settings = vec![
        ("API__CREDENTIALS_ACCESS", "open".to_owned()),
        ("LIMITS__PER_ADDRESS_PER_MINUTE", "0".to_owned()),
        ("LIMITS__ATTEMPTS_PER_PARTNER_PER_MINUTE", "0".to_owned()),
    ];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let path = |file: &str| app.folder.path().join(file).to_str().unwrap().to_owned();
    let new = seal_keys::throw_away(app.clock.now()).unwrap();
    std::fs::write(path("new-chain.pem"), &new.chain_pem).unwrap();
    std::fs::write(path("new-key.pem"), &new.key_pem).unwrap();
    let prepared =
        [("SEAL__NEXT__CERTIFICATE", path("new-chain.pem")), ("SEAL__NEXT__KEY", path("new-key.pem"))];
    let config = path("activated.toml");
    std::fs::write(&config, format!("[[seal.previous]]\ncertificate = \"{}\"\n", path("chain.pem"))).unwrap();
    let activated =
        [("SEAL__CURRENT__CERTIFICATE", path("new-chain.pem")), ("SEAL__CURRENT__KEY", path("new-key.pem"))];

    let client = new_client();
    let issued = Arc::new(RwLock::new(Vec::<Vec<u8>>::new()));
    let serving = Arc::new(RwLock::new(vec![app.url.clone()]));
    let is_over = Arc::new(AtomicBool::new(false));
    let count = Arc::new(AtomicUsize::new(0));
    let verifiers: Vec<_> = (0..3)
        .map(|first| {
            let (client, issued, serving) = (client.clone(), Arc::clone(&issued), Arc::clone(&serving));
            let (is_over, count) = (Arc::clone(&is_over), Arc::clone(&count));
            tokio::spawn(async move {
                let mut turn: usize = first;
                while !is_over.load(Ordering::Relaxed) {
                    turn += 1;
                    // Whoever began with a replica finishes there: it is not taken away under them.
                    let serving = serving.read().await;
                    let file: Option<Vec<u8>> = {
                        let issued = issued.read().await;
                        (!issued.is_empty()).then(|| issued[turn % issued.len()].clone())
                    };
                    let Some(file) = file else {
                        tokio::task::yield_now().await;
                        continue;
                    };
                    let at = &serving[turn % serving.len()];
                    assert_eq!(verdict(&client, at, file).await, "VALIDE", "at {at}");
                    count.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();

    // Everywhere the old key; the new one known on one replica, then on all; sealing on one, then on all.
    let mut candidates = candidates().into_iter();
    let (known_one, known_two) = (app.replica(&prepared).await, app.replica(&prepared).await);
    let (new_one, new_two) =
        (app.replica_of(&[&config], &activated).await, app.replica_of(&[&config], &activated).await);
    for replicas in [
        vec![app.url.clone()],
        vec![app.url.clone(), known_one.clone()],
        vec![known_one.clone(), known_two.clone()],
        vec![known_one, new_one.clone()],
        vec![new_one, new_two],
    ] {
        serving.write().await.clone_from(&replicas);
        for at in &replicas {
            for candidate in candidates.by_ref().take(3) {
                if let Some(pdf) = issue(&client, at, &candidate).await {
                    issued.write().await.push(pdf);
                }
            }
        }
        let seen = count.load(Ordering::Relaxed);
        while count.load(Ordering::Relaxed) < seen + 3 * issued.read().await.len() {
            assert!(!verifiers.iter().any(tokio::task::JoinHandle::is_finished), "a verification failed");
            tokio::task::yield_now().await;
        }
    }
    is_over.store(true, Ordering::Relaxed);
    for verifier in join_all(verifiers).await {
        verifier.unwrap();
    }
    assert!(issued.read().await.len() >= 10);
}
