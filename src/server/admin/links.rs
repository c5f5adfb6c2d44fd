//! The addresses that are handed to people.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::server::settings::Settings;

/// Makes links as others reach the server, as far as the settings say that.
#[derive(Clone, Debug)]
pub(super) struct Links {
    base: String,
    /// Whether they do.
    pub is_public: bool,
}

impl Links {
    /// Of a server that listens, or would listen, at this address.
    pub fn new(settings: &Settings, listening: SocketAddr) -> Self {
        match &settings.public_url {
            Some(url) => Self { base: url.to_string(), is_public: true },
            None => {
                let mut address = listening;
                if address.ip().is_unspecified() {
                    // «Everywhere» is no place to go to.
                    address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
                }
                Self { base: format!("http://{address}"), is_public: false }
            }
        }
    }

    /// Where one signs up by an invitation.
    pub fn invite(&self, secret: &str) -> String {
        format!("{}/signup?invite={secret}", self.base)
    }

    /// Where one chooses a new password.
    pub fn reset(&self, secret: &str) -> String {
        format!("{}/reset?code={secret}", self.base)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn links(arguments: &[&str], listening: &str) -> Links {
        let settings = Settings::parse_from(["natter"].iter().chain(arguments));
        Links::new(&settings, listening.parse().unwrap())
    }

    #[test]
    fn a_link_begins_with_the_public_url_or_where_the_server_listens() {
        let public = links(&["--public-url", "https://chat.example.org/"], "127.0.0.1:3000");
        assert_eq!(public.invite("AB-CD"), "https://chat.example.org/signup?invite=AB-CD");
        assert!(public.is_public);
        let own = links(&[], "127.0.0.1:3001");
        assert_eq!(own.reset("AB-CD"), "http://127.0.0.1:3001/reset?code=AB-CD");
        assert!(!own.is_public);
        assert_eq!(links(&[], "[::]:80").reset("A"), "http://127.0.0.1:80/reset?code=A");
    }
}
