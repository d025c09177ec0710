//! The civil identity that FranceConnect vouches for (*identité pivot*), parsed once.
//!
//! Six claims, all from the civil register on FranceConnect; usage name and e-mail are not part of
//! it and never take part in matching.

use super::birthdate::Birthdate;
use super::canonical_name::{CanonicalName, is_hyphen};
use super::insee::{CommuneCode, CountryCode};
use super::redacted::redacted_debug;

/// Sex in the civil register. FranceConnect's third value is undocumented but real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// `female`.
    Female,
    /// `male`.
    Male,
    /// `unspecified`.
    Unspecified,
}

impl Gender {
    /// Equal, or unspecified on one side.
    pub fn agrees_with(self, other: Self) -> bool {
        self == other || self == Self::Unspecified || other == Self::Unspecified
    }
}

/// Where a person was born.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum BirthPlace {
    /// In this commune, overseas territories included.
    InFrance(CommuneCode),
    /// In France, commune not recorded. Exam files know this state, FranceConnect does not.
    SomewhereInFrance,
    /// In this country; a town abroad has no code and is not compared.
    Abroad(CountryCode),
}

/// The claims as they came, still text.
#[derive(Clone, Copy, Default)]
pub struct PivotClaims<'a> {
    /// Birth name.
    pub family_name: &'a str,
    /// All given names joined by spaces.
    pub given_name: &'a str,
    /// One given name an item; FranceConnect+ has none.
    pub given_name_array: Option<&'a [String]>,
    /// `YYYY-MM-DD`.
    pub birthdate: &'a str,
    /// `female`, `male` or `unspecified`.
    pub gender: &'a str,
    /// COG commune; empty or absent for births abroad.
    pub birthplace: Option<&'a str>,
    /// COG country.
    pub birthcountry: &'a str,
}

/// Why claims are no pivot identity. Names the claim, never its value.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidPivotIdentity {
    /// Missing, empty, without a letter, or longer than 256 characters.
    #[error("claim {0} is missing or not usable")]
    Unusable(&'static str),
    /// `given_name_array` and `given_name` name different people.
    #[error("claims given_name and given_name_array disagree")]
    GivenNamesDisagree,
}

/// Birth name, given names in order, date, sex and place of birth of one person.
#[derive(Clone, PartialEq, Eq)]
pub struct PivotIdentity {
    birth_name: String,
    given_name: String,
    given_name_array: Option<Vec<String>>,
    given_name_ends: Vec<usize>,
    birthdate: Birthdate,
    gender: Gender,
    birth_place: BirthPlace,
    canonical_birth_name: CanonicalName,
    canonical_given_names: CanonicalName,
}

redacted_debug!(BirthPlace, PivotClaims<'_>, PivotIdentity);

/// Longest name FranceConnect hands over, in characters.
const LONGEST_NAME: usize = 256;

impl PivotIdentity {
    /// Parses the six claims.
    ///
    /// `given_name_array` is preferred for what is shown, since a given name may hold a space; it
    /// must tell the same names as `given_name`, or the identity is refused.
    ///
    /// # Errors
    /// When a claim is missing, malformed, or contradicts another.
    pub fn parse(claims: PivotClaims<'_>) -> Result<Self, InvalidPivotIdentity> {
        use InvalidPivotIdentity::{GivenNamesDisagree, Unusable};

        let canonical = |claim, name: &str| {
            (name.chars().count() <= LONGEST_NAME)
                .then(|| CanonicalName::of(name))
                .flatten()
                .ok_or(Unusable(claim))
        };
        let canonical_birth_name = canonical("family_name", claims.family_name)?;
        let canonical_given_names = canonical("given_name", claims.given_name)?;
        let given_name_array = claims.given_name_array.filter(|names| !names.is_empty());
        if let Some(names) = given_name_array
            && CanonicalName::of_all(names.iter().map(String::as_str)).as_ref()
                != Some(&canonical_given_names)
        {
            return Err(GivenNamesDisagree);
        }
        let gender = match claims.gender {
            "female" => Gender::Female,
            "male" => Gender::Male,
            "unspecified" => Gender::Unspecified,
            _ => return Err(Unusable("gender")),
        };
        let country = CountryCode::parse(claims.birthcountry).map_err(|_| Unusable("birthcountry"))?;
        let birth_place = if country.is_france() {
            let commune = claims.birthplace.ok_or(Unusable("birthplace"))?;
            BirthPlace::InFrance(CommuneCode::parse(commune).map_err(|_| Unusable("birthplace"))?)
        } else {
            BirthPlace::Abroad(country)
        };
        Ok(Self {
            birth_name: claims.family_name.to_owned(),
            given_name: claims.given_name.to_owned(),
            given_name_array: given_name_array.map(<[String]>::to_vec),
            given_name_ends: given_name_ends(claims.given_name, given_name_array),
            birthdate: Birthdate::parse(claims.birthdate).map_err(|_| Unusable("birthdate"))?,
            gender,
            birth_place,
            canonical_birth_name,
            canonical_given_names,
        })
    }

    /// Birth name as FranceConnect writes it, to be shown.
    pub fn birth_name(&self) -> &str {
        &self.birth_name
    }

    /// Given names as FranceConnect writes them, to be shown; one item when their boundaries are unknown.
    pub fn given_names(&self) -> &[String] {
        self.given_name_array.as_deref().unwrap_or(std::slice::from_ref(&self.given_name))
    }

    /// `given_name` and `given_name_array` as they came, to keep an identity and parse it again.
    pub fn given_name_claims(&self) -> (&str, Option<&[String]>) {
        (&self.given_name, self.given_name_array.as_deref())
    }

    /// Where a given name surely ends: after how many tokens of
    /// [`PivotIdentity::canonical_given_names`].
    ///
    /// With FranceConnect's list, where an item ends and `given_name` has a space too. Without it a space may
    /// stand inside a name (`Marie Ange`), so the first word alone counts only when a hyphen shows that it is
    /// a compound in full; from the second word on the first given name is covered either way.
    pub fn given_name_ends(&self) -> &[usize] {
        &self.given_name_ends
    }

    /// Date of birth; on FranceConnect always complete, possibly presumed.
    pub fn birthdate(&self) -> Birthdate {
        self.birthdate
    }

    /// Sex.
    pub fn gender(&self) -> Gender {
        self.gender
    }

    /// Place of birth; never [`BirthPlace::SomewhereInFrance`].
    pub fn birth_place(&self) -> &BirthPlace {
        &self.birth_place
    }

    /// Birth name for comparison.
    pub fn canonical_birth_name(&self) -> &CanonicalName {
        &self.canonical_birth_name
    }

    /// All given names for comparison.
    pub fn canonical_given_names(&self) -> &CanonicalName {
        &self.canonical_given_names
    }
}

fn given_name_ends(given_name: &str, array: Option<&[String]>) -> Vec<usize> {
    let words: Vec<&str> =
        given_name.split_whitespace().filter(|word| CanonicalName::of(word).is_some()).collect();
    let mut ends = ends_of(words.iter().copied());
    match array {
        Some(names) => {
            let items = ends_of(names.iter().map(String::as_str));
            ends.retain(|end| items.contains(end));
        }
        None if words.first().is_some_and(|word| !word.contains(is_hyphen)) => {
            ends.remove(0);
        }
        None => {}
    }
    ends
}

/// Sums of the numbers of tokens.
fn ends_of<'a>(names: impl Iterator<Item = &'a str>) -> Vec<usize> {
    names
        .scan(0, |end, name| {
            *end += CanonicalName::of(name).map_or(0, |name| name.tokens().count());
            Some(*end)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{BirthPlace, InvalidPivotIdentity, PivotClaims, PivotIdentity};

    fn clemence() -> PivotClaims<'static> {
        PivotClaims {
            family_name: "VERNEUIL-TEST",
            given_name: "Clémence Odile",
            given_name_array: None,
            birthdate: "2004-05-17",
            gender: "female",
            birthplace: Some("12202"),
            birthcountry: "99100",
        }
    }

    #[test]
    fn born_in_france_means_a_commune_is_known() {
        assert!(PivotIdentity::parse(clemence()).is_ok());
        for birthplace in [None, Some(""), Some("Rodez"), Some("1220")] {
            assert_eq!(
                PivotIdentity::parse(PivotClaims { birthplace, ..clemence() }),
                Err(InvalidPivotIdentity::Unusable("birthplace"))
            );
        }
    }

    #[test]
    fn born_abroad_means_no_commune_is_read_whatever_stands_there() {
        for birthplace in [None, Some(""), Some("Alger"), Some("90900")] {
            let identity =
                PivotIdentity::parse(PivotClaims { birthplace, birthcountry: "99352", ..clemence() });
            assert!(identity.is_ok_and(|identity| matches!(identity.birth_place(), BirthPlace::Abroad(_))));
        }
    }

    #[test]
    fn the_array_keeps_a_given_name_with_a_space_whole() {
        let names = ["Marie Ange".to_owned(), "Lise".to_owned()];
        let claims =
            PivotClaims { given_name: "Marie Ange Lise", given_name_array: Some(&names), ..clemence() };
        assert!(PivotIdentity::parse(claims).is_ok_and(|identity| identity.given_names() == names));
    }

    #[test]
    fn a_given_name_ends_only_where_that_is_sure() {
        let list = |names: &[&str]| Some(names.iter().map(ToString::to_string).collect::<Vec<_>>());
        for (given_name, array, ends) in [
            ("Marie Ange Lise", list(&["Marie Ange", "Lise"]), [2, 3].as_slice()),
            ("Marie Ange Lise", list(&["Marie", "Ange", "Lise"]), &[1, 2, 3]),
            ("Marie Ange Lise", None, &[2, 3]),
            ("Jean-Baptiste Yves", list(&["Jean-Baptiste", "Yves"]), &[2, 3]),
            ("Jean-Baptiste Yves", list(&["Jean", "Baptiste", "Yves"]), &[2, 3]),
            ("Jean-Baptiste Yves", None, &[2, 3]),
            ("N'Golo Éloi", None, &[3]),
            ("Thaïs", None, &[]),
        ] {
            let claims = PivotClaims { given_name, given_name_array: array.as_deref(), ..clemence() };
            let identity = PivotIdentity::parse(claims).expect("an identity");
            assert_eq!(identity.given_name_ends(), ends, "{given_name} {array:?}");
        }
    }

    #[test]
    fn given_names_that_contradict_each_other_are_nobody() {
        let names = ["Odile".to_owned(), "Clémence".to_owned()];
        let claims = PivotClaims { given_name_array: Some(&names), ..clemence() };
        assert_eq!(PivotIdentity::parse(claims), Err(InvalidPivotIdentity::GivenNamesDisagree));
    }

    #[test]
    fn a_missing_claim_is_named_and_its_value_is_not() {
        let long = "A".repeat(257);
        for (claims, claim) in [
            (PivotClaims { family_name: "", ..clemence() }, "family_name"),
            (PivotClaims { family_name: &long, ..clemence() }, "family_name"),
            (PivotClaims { given_name: "-", ..clemence() }, "given_name"),
            (PivotClaims { birthdate: "2004-02-31", ..clemence() }, "birthdate"),
            (PivotClaims { gender: "F", ..clemence() }, "gender"),
            (PivotClaims { birthcountry: "", ..clemence() }, "birthcountry"),
        ] {
            assert_eq!(PivotIdentity::parse(claims), Err(InvalidPivotIdentity::Unusable(claim)));
        }
        assert_eq!(format!("{:?}", PivotIdentity::parse(clemence())), "Ok(PivotIdentity(…))");
    }
}
