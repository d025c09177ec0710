//! XML written in canonical form from the start (Canonical XML 1.0, without comments): what is written is
//! byte for byte what a signature over it covers.

/// A document as it grows. Elements have at most one attribute, so none needs sorting.
#[derive(Default)]
pub struct Xml(String);

impl Xml {
    /// The text.
    pub fn into_text(self) -> String {
        self.0
    }

    /// An element around others.
    pub fn element(&mut self, name: &str, attribute: Option<(&str, &str)>, inside: impl FnOnce(&mut Self)) {
        self.0.push('<');
        self.0.push_str(name);
        if let Some((attribute, value)) = attribute {
            self.0.push(' ');
            self.0.push_str(attribute);
            self.0.push_str("=\"");
            value.chars().for_each(|character| self.escaped(character, true));
            self.0.push('"');
        }
        self.0.push('>');
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element around a text.
    pub fn leaf(&mut self, name: &str, text: &str) {
        self.element(name, None, |inside| inside.text(text));
    }

    /// The same with an attribute.
    pub fn leaf_with(&mut self, name: &str, attribute: (&str, &str), text: &str) {
        self.element(name, Some(attribute), |inside| inside.text(text));
    }

    fn text(&mut self, text: &str) {
        text.chars().for_each(|character| self.escaped(character, false));
    }

    /// Canonical XML 1.0 §2.3; what XML cannot hold is shown as such.
    fn escaped(&mut self, character: char, in_attribute: bool) {
        match character {
            '&' => self.0.push_str("&amp;"),
            '<' => self.0.push_str("&lt;"),
            '>' if !in_attribute => self.0.push_str("&gt;"),
            '"' if in_attribute => self.0.push_str("&quot;"),
            '\t' if in_attribute => self.0.push_str("&#x9;"),
            '\n' if in_attribute => self.0.push_str("&#xA;"),
            '\r' => self.0.push_str("&#xD;"),
            '\t' | '\n' => self.0.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => self.0.push(char::REPLACEMENT_CHARACTER),
            other => self.0.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Xml;

    #[test]
    fn what_means_something_to_xml_is_escaped_as_canonical_xml_does() {
        let mut xml = Xml::default();
        xml.element("a", Some(("b", "\"<&>'\n\r\t")), |xml| xml.leaf("c", "\"<&>'\n\r\t\u{1}\u{ffff}é"));
        assert_eq!(
            xml.into_text(),
            "<a b=\"&quot;&lt;&amp;>'&#xA;&#xD;&#x9;\"><c>\"&lt;&amp;&gt;'\n&#xD;\t\u{fffd}\u{fffd}é</c></a>"
        );
    }
}
