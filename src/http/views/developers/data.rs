//! P27: the data dictionary, read from the JSON Schema that is served beside it.

use std::sync::LazyLock;

use askama::Template;
use askama_web::WebTemplate;
use serde_json::Value;

use crate::http::api::schema::TRANSCRIPTS;
use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// `/developpeurs/donnees`
#[derive(Template, WebTemplate)]
#[template(path = "pages/developers/data.html")]
pub struct DataDictionary {
    /// Frame.
    pub layout: Layout,
}

/// One member of a transcript.
struct Member {
    /// Its path, such as `candidat.prenoms[]`.
    path: String,
    /// Its type, and what it is bound to.
    form: Form,
    is_required: bool,
}

/// What a value looks like.
enum Form {
    /// One of these codes.
    Codes(Vec<String>),
    /// Of a type, by the key of its name.
    Type(&'static str),
}

static MEMBERS: LazyLock<Vec<Member>> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(TRANSCRIPTS).unwrap_or_default();
    let mut members = Vec::new();
    collect(&schema, &schema["$defs"]["releve"], "", &mut members);
    members
});

/// The definition that a schema points to, or itself; of a value that may be missing, what it is otherwise.
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let schema = if schema["anyOf"].is_null() { schema } else { &schema["anyOf"][0] };
    let name = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    name.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

/// The members of an object, each before its own; an épreuve within an épreuve is told once.
fn collect(root: &Value, object: &Value, prefix: &str, members: &mut Vec<Member>) {
    let required: Vec<_> = object["required"].as_array().into_iter().flatten().collect();
    for (name, schema) in object["properties"].as_object().into_iter().flatten() {
        let schema = resolved(root, schema);
        let items = resolved(root, &schema["items"]);
        let path = format!("{prefix}{name}{}", if schema["items"].is_null() { "" } else { "[]" });
        let inner = if schema["items"].is_null() { schema } else { items };
        let is_required = required.iter().any(|required| *required == name);
        members.push(Member { path: path.clone(), form: Form::of(inner), is_required });
        if name != "composantes" {
            collect(root, inner, &format!("{path}."), members);
        }
    }
}

impl Form {
    fn of(schema: &Value) -> Self {
        let listed = schema["enum"].as_array().into_iter().flatten();
        let codes: Vec<_> = listed.filter_map(Value::as_str).map(str::to_owned).collect();
        if !codes.is_empty() {
            return Self::Codes(codes);
        }
        let is = |name: &str| match &schema["type"] {
            Value::Array(types) => types.iter().any(|one| one == name),
            one => one == name,
        };
        Self::Type(match schema["format"].as_str() {
            Some("date") => "dev-type-date",
            Some("date-time") => "dev-type-instant",
            Some("uri") => "dev-type-adresse",
            _ if is("object") || !schema["properties"].is_null() => "dev-type-objet",
            _ if is("integer") || schema["const"].is_number() => "dev-type-entier",
            _ if is("boolean") => "dev-type-booleen",
            _ if schema["pattern"].as_str().is_some_and(|pattern| pattern.contains("\\.[0-9]")) => {
                "dev-type-decimal"
            }
            _ => "dev-type-texte",
        })
    }
}

impl Member {
    /// Key of what it means.
    fn meaning(&self) -> String {
        format!("donnee-{}", self.path.replace("[]", "").replace('.', "-").to_ascii_lowercase())
    }
}

impl DataDictionary {
    fn members(&self) -> &'static [Member] {
        &MEMBERS
    }

    fn form(&self, member: &Member) -> String {
        match &member.form {
            Form::Codes(codes) => codes.join(", "),
            Form::Type(key) => self.layout.say(*key).to_string(),
        }
    }
}

impl Page for DataDictionary {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}
