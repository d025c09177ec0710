//! The files of `static/`, compiled in and served under names that change with their content, and what the
//! ministry lays over them.
//!
//! A browser may keep such a file for ever; a name with another hash does not exist.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use actix_web::web::Bytes;
use rust_embed::RustEmbed;

use crate::http::content_coding::ContentCoding;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// One file of the theme.
pub struct Asset {
    /// Content.
    pub bytes: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    /// Media type.
    pub content_type: &'static str,
    /// Start of the SHA-256 of the content in hexadecimal; also a strong entity tag once quoted.
    pub hash: String,
    href: String,
}

/// All files of one theme.
pub struct Assets {
    /// Those that templates name, by plain name.
    ours: HashMap<String, Asset>,
    /// All that was laid over, by path in its folder: its style sheet names the others by theirs.
    laid_over: BTreeMap<String, Asset>,
    /// Start of the address of what was laid over; it changes with any of it.
    laid_over_at: String,
}

/// The style sheet that comes after ours.
const SHEET: &str = "theme.css";

/// Packed once, as well as can be: some tens of milliseconds.
static BUILT_IN: LazyLock<Arc<Assets>> = LazyLock::new(|| Arc::new(Assets::laid_over(BTreeMap::new())));

impl Assets {
    /// Our own theme.
    pub fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN)
    }

    /// Our theme under these files, by path. One with the name of a file of ours stands in its place.
    pub fn laid_over(files: BTreeMap<String, Vec<u8>>) -> Self {
        let mut ours: HashMap<String, Asset> = HashMap::new();
        // The manifest names other files, so it comes last.
        let mut names: Vec<_> = Files::iter().collect();
        names.sort_by_key(|name| (name.ends_with(".webmanifest"), name.to_string()));
        for name in names {
            let Some(file) = Files::get(&name) else { continue };
            let mut bytes = files.get(name.as_ref()).cloned().unwrap_or_else(|| file.data.into_owned());
            if name.ends_with(".webmanifest") {
                let mut text = String::from_utf8_lossy(&bytes).into_owned();
                for (plain, asset) in &ours {
                    text = text.replace(&format!("\"/static/{plain}\""), &format!("\"{}\"", asset.href));
                }
                bytes = text.into_bytes();
            }
            let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, "bin"));
            let address = |hash: &str| format!("/static/{stem}.{hash}.{extension}");
            ours.insert(name.to_string(), Asset::new(bytes, extension, address));
        }
        let whole: Vec<u8> = files
            .iter()
            .flat_map(|(path, bytes)| [path.as_bytes(), hash(bytes).as_bytes()].concat())
            .collect();
        let laid_over_at = format!("/static/theme/{}", hash(&whole));
        let laid_over = files.into_iter().map(|(path, bytes)| {
            let extension = path.rsplit_once('.').map_or("bin", |(_, extension)| extension);
            let asset = Asset::new(bytes, extension, |_| format!("{laid_over_at}/{path}"));
            (path, asset)
        });
        Self { ours, laid_over: laid_over.collect(), laid_over_at }
    }

    /// The file behind `/static/{file}`, where `file` bears the hash of the content.
    pub fn find(&self, file: &str) -> Option<&Asset> {
        let (stem, extension) = file.rsplit_once('.')?;
        let (stem, hash) = stem.rsplit_once('.')?;
        self.ours.get(&format!("{stem}.{extension}")).filter(|asset| asset.hash == hash)
    }

    /// The file behind `/static/theme/{hash}/{path}`.
    pub fn find_laid_over(&self, hash: &str, path: &str) -> Option<&Asset> {
        let is_this_theme = self.laid_over_at.rsplit_once('/').is_some_and(|(_, ours)| ours == hash);
        self.laid_over.get(path).filter(|_| is_this_theme)
    }

    /// The file of `static/` with this name.
    ///
    /// # Panics
    /// When there is none; a test renders every template.
    pub fn named(&self, name: &str) -> &Asset {
        self.ours.get(name).expect("templates name files of static/ only")
    }

    /// The address of `name`, such as `/static/app.<hash>.css` for `app.css`.
    ///
    /// # Panics
    /// As [`Assets::named`].
    pub fn href(&self, name: &str) -> &str {
        &self.named(name).href
    }

    /// The address of the style sheet that comes after ours.
    pub fn sheet(&self) -> Option<&str> {
        self.laid_over.get(SHEET).map(|sheet| sheet.href.as_str())
    }

    /// Whether something was laid over, which may bring letters and pictures of its own.
    pub fn is_laid_over(&self) -> bool {
        !self.laid_over.is_empty()
    }
}

impl Asset {
    fn new(bytes: Vec<u8>, extension: &str, address: impl FnOnce(&str) -> String) -> Self {
        // Pictures and letters of other kinds are packed already.
        let is_packable = ["css", "svg", "webmanifest"].contains(&extension);
        let packed =
            |coding: ContentCoding| is_packable.then(|| coding.pack(&bytes)).flatten().map(Bytes::from);
        let (brotli, gzip) = (packed(ContentCoding::Brotli), packed(ContentCoding::Gzip));
        let hash = hash(&bytes);
        let href = address(&hash);
        Self { bytes: bytes.into(), brotli, gzip, content_type: content_type(extension), hash, href }
    }

    /// The content in this coding, unless it is no shorter so.
    pub fn packed(&self, coding: ContentCoding) -> Option<Bytes> {
        match coding {
            ContentCoding::Brotli => self.brotli.clone(),
            ContentCoding::Gzip => self.gzip.clone(),
        }
    }
}

fn hash(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    hex::encode(&digest.as_ref()[..8])
}

/// The kinds of files that a theme is made of.
pub fn content_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Assets;
    use crate::http::content_coding::ContentCoding;

    #[test]
    fn only_the_name_with_the_right_hash_exists() {
        let assets = Assets::built_in();
        let file = assets.href("app.css").strip_prefix("/static/").expect("an address under /static/");
        assert!(assets.find(file).is_some_and(|asset| asset.content_type.starts_with("text/css")));
        for file in ["app.css", "app.0000000000000000.css", "", "..", "../app.css", "app.", ".css"] {
            assert!(assets.find(file).is_none(), "{file}");
        }
        assert!(!assets.is_laid_over() && assets.sheet().is_none());
    }

    #[test]
    fn the_style_sheet_is_light_and_fetches_nothing() {
        let assets = Assets::built_in();
        let css = assets.named("app.css");
        // As it travels: a landing page has thirty kilobytes for everything.
        for coding in [ContentCoding::Brotli, ContentCoding::Gzip] {
            let packed = css.packed(coding).expect("a style sheet shrinks").len();
            assert!(packed <= 5 * 1024, "{packed} bytes");
        }
        let css = String::from_utf8_lossy(&css.bytes);
        for forbidden in ["url(", "@import", "data:"] {
            assert!(!css.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn the_manifest_names_files_that_exist() {
        let assets = Assets::built_in();
        let manifest = String::from_utf8_lossy(&assets.named("site.webmanifest").bytes);
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
        for icon in manifest["icons"].as_array().expect("icons") {
            let file = icon["src"].as_str().and_then(|src| src.strip_prefix("/static/")).expect("an address");
            assert!(assets.find(file).is_some(), "{file}");
        }
    }

    #[test]
    fn what_is_laid_over_takes_our_names_or_stands_beside_them() {
        let files = [
            ("theme.css", "p{color:red}"),
            ("mark.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("fonts/letters.woff2", "wOF2"),
        ];
        let files: BTreeMap<_, _> =
            files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into();
        let theme = Assets::laid_over(files.clone());
        assert_ne!(theme.href("mark.svg"), Assets::built_in().href("mark.svg"));
        assert_eq!(theme.href("furrows.svg"), Assets::built_in().href("furrows.svg"));
        let sheet = theme.sheet().expect("a sheet");
        let (folder, file) = sheet.rsplit_once('/').expect("an address");
        assert_eq!(file, "theme.css");
        let hash = folder.strip_prefix("/static/theme/").expect("an address of its own");
        let letters = theme.find_laid_over(hash, "fonts/letters.woff2").expect("beside the sheet");
        assert_eq!(letters.content_type, "font/woff2");
        for (hash, path) in [(hash, "app.css"), (hash, "../theme.css"), ("0000000000000000", "theme.css")] {
            assert!(theme.find_laid_over(hash, path).is_none(), "{hash} {path}");
        }
        let mut others = files;
        others.insert("fonts/letters.woff2".to_owned(), b"other".to_vec());
        assert_ne!(Assets::laid_over(others).sheet(), Some(sheet), "the address changes with any file");
    }
}
