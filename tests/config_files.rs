//! The configuration files we ship are what the service takes: a key that was renamed shows here.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::{Path, PathBuf};

use mon_releve::adapters::system::SystemClock;
use mon_releve::application;
use mon_releve::config::{Problems, Settings};
use tempfile::TempDir;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(name)
}

fn problems(files: &[PathBuf], environment: &[(&str, &str)]) -> Problems {
    let environment = environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Settings::load(files, environment).err().unwrap_or_default()
}

#[test]
fn the_production_example_lacks_its_secrets_and_nothing_else() {
    let found = problems(&[file("production.example.toml")], &[]);
    let keys: Vec<&str> = found.0.iter().map(|problem| problem.key.as_str()).collect();
    assert!(!keys.is_empty(), "the secrets of the example are on no machine");
    assert!(keys.iter().all(|key| key.ends_with("_file")), "{found}");
}

/// The production example on a machine that has its secrets.
fn whole_production_example(folder: &TempDir) -> PathBuf {
    let text = std::fs::read_to_string(file("production.example.toml")).unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef").unwrap();
    let address = folder.path().join("address");
    std::fs::write(&address, "postgres://mon_releve@127.0.0.1:5432/mon_releve").unwrap();
    let filled: Vec<String> = text
        .lines()
        .map(|line| match line.split_once("_file = ") {
            Some(("url", _)) => format!("url_file = \"{}\"", address.display()),
            Some((key, _)) => format!("{key}_file = \"{}\"", secret.display()),
            None => line.to_owned(),
        })
        .collect();
    let config = folder.path().join("production.toml");
    std::fs::write(&config, filled.join("\n")).unwrap();
    config
}

#[test]
fn the_production_example_is_whole_once_its_secrets_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let found = problems(&[whole_production_example(&folder)], &[]);
    assert!(found.0.is_empty(), "{found}");
}

#[test]
fn what_only_the_ministry_knows_must_be_stated_in_production_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let config = whole_production_example(&folder);
    let lacking = |environment: &[(&str, &str)]| -> Vec<String> {
        let environment = environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let settings = Settings::load(std::slice::from_ref(&config), environment).ok().unwrap();
        let mut problems = Problems::default();
        application::check(&settings, &SystemClock, &mut problems);
        let keys = problems.0.into_iter().map(|problem| problem.key);
        keys.filter(|key| key.starts_with("legal.")).collect()
    };
    assert!(lacking(&[]).is_empty(), "the example states them all");
    let gaps = [("MON_RELEVE__LEGAL__HOST", ""), ("MON_RELEVE__LEGAL__DATA_PROTECTION_OFFICER", "  ")];
    assert_eq!(lacking(&gaps), ["legal.host", "legal.data_protection_officer"]);
    let sandbox = [gaps[0], gaps[1], ("MON_RELEVE__SERVER__ENVIRONMENT", "test")];
    assert!(lacking(&sandbox).is_empty(), "the sandbox shows the gap instead");
    let short = problems(std::slice::from_ref(&config), &[("MON_RELEVE__LEGAL__LOG_MONTHS", "1")]);
    assert_eq!(short.0[0].key, "legal.log_months");
}

#[test]
fn the_sandbox_needs_its_keys_and_nothing_else() {
    let integration = [file("integration.toml")];
    let found = problems(&integration, &[]);
    let keys: Vec<&str> = found.0.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["franceconnect.client_id", "franceconnect.client_secret"]);
    let found = problems(
        &integration,
        &[
            ("MON_RELEVE__FRANCECONNECT__CLIENT_ID", "an id of the partner portal"),
            ("MON_RELEVE__FRANCECONNECT__CLIENT_SECRET", "a secret of the partner portal"),
        ],
    );
    assert!(found.0.is_empty(), "{found}");
}

/// The production example with Redis named otherwise, and a certificate of an authority beside it.
fn with_redis_elsewhere(folder: &TempDir) -> PathBuf {
    let config = whole_production_example(folder);
    let text = std::fs::read_to_string(&config).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("redis_url")).collect();
    std::fs::write(&config, lines.join("\n")).unwrap();
    let authority = rcgen::generate_simple_self_signed(["redis.example.org".to_owned()]).unwrap();
    std::fs::write(folder.path().join("authority.pem"), authority.cert.pem()).unwrap();
    config
}

#[test]
fn redis_is_one_or_behind_sentinels_or_a_cluster() {
    let folder = tempfile::tempdir().unwrap();
    let config = with_redis_elsewhere(&folder);
    let authority = folder.path().join("authority.pem").to_str().unwrap().to_owned();
    let nodes = folder.path().join("nodes");
    std::fs::write(&nodes, "rediss://:secret@10.0.0.1:6379\nrediss://:secret@10.0.0.2:6379\n").unwrap();
    let nodes = nodes.to_str().unwrap();
    let sentinels = ("REDIS_SENTINELS", "redis://10.0.0.1:26379 redis://10.0.0.2:26379");
    for kind in [
        vec![("REDIS_URL", "redis://:secret@127.0.0.1:6379/3")],
        vec![("REDIS_URL", "rediss://redis.example.org:6379")],
        vec![("REDIS_URL", "rediss://redis.example.org:6379"), ("REDIS_CA_FILE", &authority)],
        vec![sentinels, ("REDIS_MASTER", "mymaster")],
        vec![sentinels, ("REDIS_MASTER", "rediss://:secret@mymaster/3"), ("REDIS_CA_FILE", &authority)],
        vec![("REDIS_CLUSTER", "redis://10.0.0.1:6379")],
        vec![("REDIS_CLUSTER_FILE", nodes), ("REDIS_CA_FILE", &authority)],
    ] {
        let found = checked(&config, &kind);
        assert!(found.0.is_empty(), "{kind:?}: {found}");
    }
}

#[test]
fn what_is_wrong_with_where_redis_is_stands_by_its_key_and_tells_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let config = with_redis_elsewhere(&folder);
    let certificate = folder.path().join("authority.pem").to_str().unwrap().to_owned();
    let hollow = "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----";
    let (url, tls) = (("REDIS_URL", "redis://:secret@10.0.0.1"), ("REDIS_URL", "rediss://:secret@10.0.0.1"));
    let cluster = ("REDIS_CLUSTER", "redis://:secret@10.0.0.1:6379");
    let sentinels = ("REDIS_SENTINELS", "redis://:secret@10.0.0.1:26379");
    let master = ("REDIS_MASTER", "mymaster");
    for (kind, keys) in [
        (vec![], vec!["sessions.redis_url"]),
        (vec![url, cluster], vec!["sessions"]),
        (vec![url, sentinels, master], vec!["sessions"]),
        (vec![url, master], vec!["sessions"]),
        (vec![sentinels, master, cluster], vec!["sessions"]),
        (vec![("REDIS_URL", "http://:secret@10.0.0.1")], vec!["sessions.redis_url"]),
        (vec![("REDIS_URL", "rediss://:secret@10.0.0.1/#insecure")], vec!["sessions.redis_url"]),
        (vec![sentinels], vec!["sessions.redis_master"]),
        (vec![master], vec!["sessions.redis_sentinels"]),
        (vec![sentinels, ("REDIS_MASTER", "redis://:secret@10.0.0.1:6379")], vec!["sessions.redis_master"]),
        (vec![sentinels, ("REDIS_MASTER", "my secret master")], vec!["sessions.redis_master"]),
        (vec![("REDIS_SENTINELS", "secret:26379"), master], vec!["sessions.redis_sentinels"]),
        (vec![("REDIS_SENTINELS", "redis://10.0.0.1/3"), master], vec!["sessions.redis_sentinels"]),
        (vec![("REDIS_CLUSTER", "redis://a:6379 secret b")], vec!["sessions.redis_cluster"; 2]),
        (vec![("REDIS_CLUSTER", "unix:///run/secret")], vec!["sessions.redis_cluster"]),
        (vec![("REDIS_CLUSTER", "redis://:secret@a:6379 redis://b:6379")], vec!["sessions.redis_cluster"]),
        (vec![url, ("REDIS_CA_FILE", &certificate)], vec!["sessions.redis_ca"]),
        (vec![tls, ("REDIS_CA", "secret")], vec!["sessions.redis_ca"]),
        (vec![tls, ("REDIS_CA", hollow)], vec!["sessions.redis_ca"]),
        (vec![tls, ("REDIS_CA_FILE", "/nowhere/at/all")], vec!["sessions.redis_ca_file"]),
    ] {
        let found = checked(&config, &kind);
        let named: Vec<&str> = found.0.iter().map(|problem| problem.key.as_str()).collect();
        assert_eq!(named, keys, "{kind:?}: {found}");
        assert!(found.0.iter().all(|problem| !problem.hint.is_empty()));
        assert!(!found.to_string().contains("secret"), "{found}");
    }
}

#[test]
fn what_is_wrong_with_the_seal_stands_by_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let example = std::fs::read_to_string(whole_production_example(&folder)).unwrap();
    let without_seal = example.split("[seal.current]").next().unwrap();
    let pin = folder.path().join("secret");
    let pin = pin.to_str().unwrap();
    let token = format!("module = \"m.so\", slot = \"seal\", label = \"seal\", pin_file = \"{pin}\"");
    let current = "[seal.current]\ncertificate = \"chain.pem\"\n";
    let by_file = format!("{current}key = \"key.pem\"\n");
    let by_token = format!("{current}pkcs11 = {{ {token} }}\n");
    for (seal, keys) in [
        (String::new(), vec!["seal.current"]),
        (by_file.clone(), vec![]),
        (by_token.clone(), vec![]),
        (by_token.replace("\"seal\", label", "3, label"), vec![]),
        ("[seal.current]\n".to_owned(), vec!["seal.current.certificate", "seal.current.key"]),
        (format!("{by_token}key = \"key.pem\"\n"), vec!["seal.current.key"]),
        (
            format!("{current}pkcs11 = {{}}\n"),
            vec![
                "seal.current.pkcs11.module",
                "seal.current.pkcs11.slot",
                "seal.current.pkcs11.label",
                "seal.current.pkcs11.pin_file",
            ],
        ),
        (by_token.replace(pin, "/nowhere/at/all"), vec!["seal.current.pkcs11.pin_file"]),
        (format!("{by_file}[seal.next]\ncertificate = \"next.pem\"\n"), vec!["seal.next.key"]),
        (format!("{by_file}[[seal.previous]]\nkey = \"old.pem\"\n"), vec!["seal.previous.certificate"]),
        (format!("{by_file}[seal.timestamp]\n"), vec!["seal.timestamp.url"]),
        (
            format!("{by_file}[seal.timestamp]\nurl = \"ldap://tsa.example.org\"\n"),
            vec!["seal.timestamp.url"],
        ),
        (
            format!("{by_file}[seal.timestamp]\nurl = \"http://tsa.example.org\"\ntimeout_ms = 30001\n"),
            vec!["seal.timestamp.timeout_ms"],
        ),
        (
            format!("{by_file}[seal.two_d_doc]\nauthority = \"fr03\"\ncertificate_id = \"AV011\"\n"),
            vec![
                "seal.two_d_doc.authority",
                "seal.two_d_doc.certificate_id",
                "seal.two_d_doc.certificate",
                "seal.two_d_doc.key",
            ],
        ),
    ] {
        let config = folder.path().join("seal.toml");
        std::fs::write(&config, format!("{without_seal}{seal}")).unwrap();
        let found = problems(&[config], &[]);
        let named: Vec<&str> = found.0.iter().map(|problem| problem.key.as_str()).collect();
        assert_eq!(named, keys, "{seal}: {found}");
        assert!(found.0.iter().all(|problem| !problem.hint.is_empty()));
    }
}

#[test]
fn an_authority_of_the_mail_server_is_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let config = whole_production_example(&folder);
    let mail = [
        ("MON_RELEVE__MAIL__URL", "smtp://smtp.example.org"),
        ("MON_RELEVE__MAIL__FROM", "ne-pas-repondre@example.org"),
    ];
    let certificate = rcgen::generate_simple_self_signed(["smtp.example.org".to_owned()]).unwrap().cert.pem();
    for (ca, tls, what) in [
        ("secret", "starttls", vec!["is not a certificate"]),
        (&certificate, "implicit", vec![]),
        (&certificate, "none", vec!["is asked of no server"]),
    ] {
        let server = [("MON_RELEVE__MAIL__CA", ca), ("MON_RELEVE__MAIL__TLS", tls)];
        let mut found = problems(std::slice::from_ref(&config), &[mail.as_slice(), &server].concat());
        found.0.retain(|problem| problem.key == "mail.ca");
        assert_eq!(found.0.iter().map(|problem| problem.what.as_str()).collect::<Vec<_>>(), what, "{found}");
    }
}

/// What `check-config` finds in a configuration with these keys of `[sessions]`.
fn checked(config: &Path, keys: &[(&str, &str)]) -> Problems {
    let name = |key: &str| format!("MON_RELEVE__SESSIONS__{key}");
    let environment = keys.iter().map(|(key, value)| (name(key), (*value).to_owned()));
    let settings = match Settings::load(&[config.to_owned()], environment) {
        Ok(settings) => settings,
        Err(problems) => return problems,
    };
    let mut problems = Problems::default();
    application::check(&settings, &SystemClock, &mut problems);
    problems.0.retain(|problem| problem.key.starts_with("sessions"));
    problems
}
