//! The parts of the settings.

use crate::i18n::word;
use crate::ui::components::common::IconName;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::plain) enum Part {
    Profile,
    Password,
    Sessions,
    Tokens,
    Recovery,
    Data,
}

impl Part {
    pub const ALL: [Self; 6] =
        [Self::Profile, Self::Password, Self::Sessions, Self::Tokens, Self::Recovery, Self::Data];

    /// The part at an address; the first one where there is none.
    pub fn at(path: &str) -> Self {
        Self::ALL.into_iter().find(|part| part.path() == path).unwrap_or(Self::Profile)
    }

    pub fn path(self) -> &'static str {
        match self {
            Self::Profile => "/settings/profile",
            Self::Password => "/settings/password",
            Self::Sessions => "/settings/sessions",
            Self::Tokens => "/settings/tokens",
            Self::Recovery => "/settings/recovery",
            Self::Data => "/settings/data",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Profile => word!(settings.profile),
            Self::Password => word!(settings.password),
            Self::Sessions => word!(settings.sessions),
            Self::Tokens => word!(settings.tokens),
            Self::Recovery => word!(settings.recovery),
            Self::Data => word!(settings.data),
        }
    }

    pub fn icon(self) -> IconName {
        match self {
            Self::Profile => IconName::Person,
            Self::Password => IconName::Key,
            Self::Sessions => IconName::Devices,
            Self::Tokens => IconName::Program,
            Self::Recovery => IconName::LifeBuoy,
            Self::Data => IconName::Archive,
        }
    }
}
