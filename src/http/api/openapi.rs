//! `GET /openapi.json`: the APIs as an OpenAPI 3.1 document, made from what the program itself uses: the table
//! of operations, the catalogue of problems and the published JSON Schema.

use std::collections::BTreeMap;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, Responder, web};
use serde_json::{Map, Value, json};

use super::operations::{EXAMPLE_BODY, Operation, Proof};
use super::problem::ProblemCode;
use super::schema;
use crate::domain::language::Language;
use crate::http::state::AppState;
use crate::http::views::text::Text;

/// The words of the document.
const FRENCH: Text = Text { language: Language::French };

/// The document, at its own address and at the ministry's former one.
pub async fn openapi(state: web::Data<AppState>) -> impl Responder {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=600"))
        .json(document(&state.public_url.origin(), state.credentials_are_open))
}

fn document(origin: &str, is_open: bool) -> Value {
    let paths = Operation::ALL
        .iter()
        .map(|operation| (operation.path().to_owned(), json!({ "post": described(*operation, is_open) })));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": FRENCH.say("api-titre").to_string(),
            "description": FRENCH.say("api-chapo").to_string(),
            "version": "1",
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{ "url": origin }],
        "paths": Map::from_iter(paths),
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "site": { "type": "http", "scheme": "basic" },
                "franceconnect": { "type": "http", "scheme": "bearer" },
            },
        },
    })
}

fn described(operation: Operation, is_open: bool) -> Value {
    let mut responses = failures(&operation.problems());
    responses.insert("200".to_owned(), success());
    let security = match operation.proof() {
        Proof::Site if is_open => json!([{ "site": [] }, {}]),
        Proof::Site => json!([{ "site": [] }]),
        Proof::Token => json!([{ "franceconnect": [] }]),
    };
    let mut members = json!({
        "operationId": operation.code(),
        "summary": FRENCH.say(operation.summary_key()).to_string(),
        "description": FRENCH.say(operation.description_key()).to_string(),
        "security": security,
        "responses": responses,
    });
    if operation.proof() == Proof::Site {
        let example: Value = serde_json::from_str(EXAMPLE_BODY).unwrap_or_default();
        let schema = json!({ "$ref": "#/components/schemas/identifiants" });
        let content = json!({ "application/json": { "schema": schema, "example": example } });
        members["requestBody"] = json!({ "required": true, "content": content });
    }
    members
}

fn success() -> Value {
    json!({
        "description": FRENCH.say("api-reponse").to_string(),
        "content": {
            "application/json": { "schema": { "$ref": "#/components/schemas/releves" } },
            "application/pdf": {},
        },
    })
}

/// One response a status, with an example a code.
fn failures(problems: &[ProblemCode]) -> Map<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for problem in problems {
        by_status.entry(problem.status().as_u16()).or_default().push(*problem);
    }
    let response = |(status, codes): (u16, Vec<ProblemCode>)| {
        let title = |code: &ProblemCode| FRENCH.say(code.title_key()).to_string();
        let titles: Vec<String> = codes.iter().map(title).collect();
        let examples = codes.iter().map(|code| {
            let value = json!({ "title": title(code), "status": status, "code": code.code() });
            (code.code().to_owned(), json!({ "summary": title(code), "value": value }))
        });
        let content = json!({
            "schema": { "$ref": "#/components/schemas/probleme" },
            "examples": Map::from_iter(examples),
        });
        let described = json!({
            "description": titles.join(" ; "),
            "content": { "application/problem+json": content },
        });
        (status.to_string(), described)
    };
    by_status.into_iter().map(response).collect()
}

/// The published schema of transcripts under the document's own names, and the two small ones beside it.
fn schemas() -> Value {
    let published = schema::TRANSCRIPTS.replace("#/$defs/", "#/components/schemas/");
    let mut published: Map<String, Value> = serde_json::from_str(&published).unwrap_or_default();
    let parts = published.remove("$defs");
    for member in ["$schema", "$id"] {
        published.remove(member);
    }
    let mut schemas = match parts {
        Some(Value::Object(parts)) => parts,
        _ => Map::new(),
    };
    schemas.insert("releves".to_owned(), Value::Object(published));
    schemas.insert(
        "identifiants".to_owned(),
        json!({
            "type": "object", "additionalProperties": false, "required": ["ina", "numGestion"],
            "properties": {
                "ina": { "type": "string", "pattern": "^[0-9A-Z]{8,11}$" },
                "numGestion": { "type": "string", "pattern": "^[0-9]{10}[A-Z]$" },
            },
        }),
    );
    let codes: Vec<&str> = ProblemCode::ALL.iter().map(|code| code.code()).collect();
    schemas.insert(
        "probleme".to_owned(),
        json!({
            "description": "RFC 9457", "type": "object", "required": ["type", "title", "status", "code"],
            "properties": {
                "type": { "type": "string", "format": "uri" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "code": { "enum": codes },
            },
        }),
    );
    Value::Object(schemas)
}
