//! The civil identity that FranceConnect vouches for (*identité pivot*), parsed once.
//!
//! Six claims, all from the civil register on FranceConnect; usage name and e-mail are not part of
//! it and never take part in matching.

use super::birthdate::Birthdate;
use super::canonical_name::CanonicalName;
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
    given_names: Vec<String>,
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
        let given_names = match claims.given_name_array {
            None | Some([]) => vec![claims.given_name.to_owned()],
            Some(names) => {
                if CanonicalName::of_all(names.iter().map(String::as_str)).as_ref()
                    != Some(&canonical_given_names)
                {
                    return Err(GivenNamesDisagree);
                }
                names.to_vec()
            }
        };
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
            given_names,
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
        &self.given_names
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
