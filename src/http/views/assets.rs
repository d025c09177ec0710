//! The files of `static/`, compiled in and served under names that change with their content.
//!
//! A browser may keep such a file for ever; a name with another hash does not exist.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// One file of the theme.
pub struct Asset {
    /// Content.
    pub bytes: Vec<u8>,
    /// Media type.
    pub content_type: &'static str,
    /// Start of the SHA-256 of the content in hexadecimal; also a strong entity tag once quoted.
    pub hash: String,
    href: String,
}

/// By plain name.
static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let mut assets: HashMap<String, Asset> = HashMap::new();
    // The manifest names other files, so it comes last.
    let mut names: Vec<_> = Files::iter().collect();
    names.sort_by_key(|name| (name.ends_with(".webmanifest"), name.to_string()));
    for name in names {
        let Some(file) = Files::get(&name) else { continue };
        let mut bytes = file.data.into_owned();
        if name.ends_with(".webmanifest") {
            let mut text = String::from_utf8_lossy(&bytes).into_owned();
            for (plain, asset) in &assets {
                text = text.replace(&format!("\"/static/{plain}\""), &format!("\"{}\"", asset.href));
            }
            bytes = text.into_bytes();
        }
        let hash = hash(&bytes);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, "bin"));
        let href = format!("/static/{stem}.{hash}.{extension}");
        assets.insert(name.to_string(), Asset { bytes, content_type: content_type(extension), hash, href });
    }
    assets
});

/// The file behind `/static/{file}`, where `file` bears the hash of the content.
pub fn asset(file: &str) -> Option<&'static Asset> {
    let (stem, extension) = file.rsplit_once('.')?;
    let (stem, hash) = stem.rsplit_once('.')?;
    ASSETS.get(&format!("{stem}.{extension}")).filter(|asset| asset.hash == hash)
}

/// The address of `name`, such as `/static/app.<hash>.css` for `app.css`.
///
/// # Panics
/// When `static/` has no such file; a test renders every template.
pub fn asset_href(name: &str) -> &'static str {
    ASSETS.get(name).map(|asset| asset.href.as_str()).expect("templates name files of static/ only")
}

fn hash(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    hex::encode(&digest.as_ref()[..8])
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{ASSETS, asset, asset_href};

    #[test]
    fn only_the_name_with_the_right_hash_exists() {
        let href = asset_href("app.css");
        let file = href.strip_prefix("/static/").expect("an address under /static/");
        assert!(asset(file).is_some_and(|asset| asset.content_type.starts_with("text/css")));
        for file in ["app.css", "app.0000000000000000.css", "", "..", "../app.css", "app.", ".css"] {
            assert!(asset(file).is_none(), "{file}");
        }
    }

    #[test]
    fn the_style_sheet_is_light_and_fetches_nothing() {
        let css = &ASSETS["app.css"].bytes;
        assert!(css.len() <= 17 * 1024, "{} bytes", css.len());
        let css = String::from_utf8_lossy(css);
        for forbidden in ["url(", "@import", "data:"] {
            assert!(!css.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn the_manifest_names_files_that_exist() {
        let manifest = String::from_utf8_lossy(&ASSETS["site.webmanifest"].bytes);
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
        for icon in manifest["icons"].as_array().expect("icons") {
            let file = icon["src"].as_str().and_then(|src| src.strip_prefix("/static/")).expect("an address");
            assert!(asset(file).is_some(), "{file}");
        }
    }
}
