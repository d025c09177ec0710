//! The OpenAPI document, its page, and whether real answers are as it says.

use std::process::Command;

use mon_releve::http::api::operations::{CREDENTIALS_PATH, EXAMPLE_BODY, FRANCECONNECT_PATH, Operation};
use reqwest::StatusCode;
use reqwest::header::CONTENT_SECURITY_POLICY;
use serde_json::{Value, json};

use crate::support::app::{App, Wish};
use crate::support::visitor::{Page, Visitor, new_client};

async fn open() -> App {
    let settings = vec![("API__CREDENTIALS_ACCESS", "open".to_owned())];
    App::start_with(Wish { settings, ..Wish::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_valid_and_real_answers_are_as_it_says() {
    let app = open().await;
    let client = new_client();
    let document = client.get(app.at("/openapi.json")).send().await.unwrap();
    assert_eq!(document.status(), StatusCode::OK);
    let document = document.text().await.unwrap();
    let former = client.get(app.at("/arpent-resultats-api/v2/api-docs?group=arpent-resultats")).send().await;
    assert_eq!(former.unwrap().text().await.unwrap(), document, "the same at its former address");

    let mut answers = Vec::new();
    let wrong = EXAMPLE_BODY.replace("000X", "001X");
    for (path, body, accept) in [
        (CREDENTIALS_PATH, EXAMPLE_BODY, "application/json"),
        (CREDENTIALS_PATH, EXAMPLE_BODY, "application/pdf"),
        (CREDENTIALS_PATH, wrong.as_str(), "application/json"),
        (CREDENTIALS_PATH, "{}", "application/json"),
        (FRANCECONNECT_PATH, "", "application/json"),
    ] {
        let request = client.post(app.at(path)).header("accept", accept).body(body.to_owned());
        let answer = request.send().await.unwrap();
        let content_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap();
        answers.push(json!({ "path": path, "status": status, "contentType": content_type, "body": body }));
    }
    let file = |name: &str, text: &str| {
        let path = app.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let python = std::env::var("MON_RELEVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(python)
        .arg("tests/python/check_openapi.py")
        .arg(file("openapi.json", &document))
        .arg(file("answers.json", &json!(answers).to_string()))
        .output()
        .expect("the Python checkers are missing: run `make test`, which installs them");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{said}");
    assert_eq!(said.matches(": good").count(), answers.len(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn swagger_ui_is_at_the_former_address_and_may_ask_nobody_else() {
    let app = open().await;
    let visitor = Visitor::of(&app);
    for prefix in ["", "/en"] {
        let page = visitor.get(&format!("{prefix}/arpent-resultats-api/swagger-ui.html")).await;
        let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        let page = Page { status: page.status(), text: page.text().await.unwrap() };
        for file in page.attributes("script", "src") {
            assert_eq!(visitor.get(&file).await.status(), StatusCode::OK, "{file}");
        }
    }
    let file = |name| format!("/arpent-resultats-api/swagger-ui/{name}");
    let initializer = visitor.get(&file("swagger-initializer.js")).await.text().await.unwrap();
    assert!(initializer.contains("/openapi.json") && !initializer.contains("http"), "{initializer}");
    for unknown in ["index.html", "favicon-32x32.png", "nothing.js"] {
        assert_eq!(visitor.get(&file(unknown)).await.status(), StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_page_is_read_without_a_script() {
    let app = open().await;
    let visitor = Visitor::of(&app);
    for prefix in ["", "/en"] {
        let path = format!("{prefix}/developpeurs/api");
        let policy = visitor.get(&path).await.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        let page = visitor.opens(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("<script"));
        for operation in Operation::ALL {
            assert!(page.text.contains(operation.path()), "{path}");
            for problem in operation.problems() {
                assert!(page.text.contains(problem.code()), "{path} {}", problem.code());
            }
        }
    }
}
