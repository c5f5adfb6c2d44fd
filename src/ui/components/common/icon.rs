//! Icons, all from one set: Lucide, as masks in the style sheet.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    Alert,
    Archive,
    Back,
    Clock,
    Devices,
    Down,
    Eye,
    EyeOff,
    Key,
    LifeBuoy,
    LogOut,
    Moon,
    Person,
    Phone,
    Program,
    Search,
    Send,
    Check,
    CheckCheck,
    Messages,
    Settings,
    Users,
    WifiOff,
    X,
}

impl IconName {
    /// Written out: the style sheet is made from what stands in the sources.
    fn class(self) -> &'static str {
        match self {
            Self::Alert => "icon-[lucide--circle-alert]",
            Self::Archive => "icon-[lucide--archive]",
            Self::Back => "icon-[lucide--chevron-left] directed",
            Self::Clock => "icon-[lucide--clock]",
            Self::Devices => "icon-[lucide--monitor]",
            Self::Down => "icon-[lucide--arrow-down]",
            Self::Eye => "icon-[lucide--eye]",
            Self::EyeOff => "icon-[lucide--eye-off]",
            Self::Key => "icon-[lucide--key-round]",
            Self::LifeBuoy => "icon-[lucide--life-buoy]",
            Self::LogOut => "icon-[lucide--log-out] directed",
            Self::Moon => "icon-[lucide--moon]",
            Self::Person => "icon-[lucide--user-round]",
            Self::Phone => "icon-[lucide--smartphone]",
            Self::Program => "icon-[lucide--square-terminal]",
            Self::Search => "icon-[lucide--search]",
            Self::Send => "icon-[lucide--arrow-up]",
            Self::Check => "icon-[lucide--check]",
            Self::CheckCheck => "icon-[lucide--check-check]",
            Self::Messages => "icon-[lucide--messages-square]",
            Self::Settings => "icon-[lucide--settings]",
            Self::Users => "icon-[lucide--users]",
            Self::WifiOff => "icon-[lucide--wifi-off]",
            Self::X => "icon-[lucide--x]",
        }
    }
}

/// A decorative icon: what it means must also be in words beside it. `class` gives its size.
#[component]
pub fn Icon(name: IconName, #[prop(default = "size-5")] class: &'static str) -> impl IntoView {
    view! { <span class=format!("{} {class} shrink-0", name.class()) aria-hidden="true"></span> }
}
