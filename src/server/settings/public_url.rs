//! Where people find the server.

use std::fmt;
use std::str::FromStr;

use axum::http::Uri;
use axum::http::uri::Authority;

/// An origin as browsers write it: scheme and authority, in lower case, without a default port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    https: bool,
    authority: String,
}

impl PublicUrl {
    /// Whether it is an https address.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Host and, if it is not the scheme's own, port.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        if !typed.is_ascii() {
            return Err("write the host in its ASCII form (xn--…)");
        }
        let url: Uri = typed.parse().map_err(|_| "not a URL")?;
        let https = match url.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("must begin with http:// or https://"),
        };
        if url.path() != "/" || url.query().is_some() {
            return Err("must have no path: the server has a host of its own");
        }
        let authority = url.authority().map(Authority::as_str).unwrap_or_default();
        if authority.is_empty() || authority.contains('@') {
            return Err("must name a host and nobody before it");
        }
        let authority = authority.to_ascii_lowercase();
        let default_port = if https { ":443" } else { ":80" };
        let authority = authority.strip_suffix(default_port).unwrap_or(&authority).to_owned();
        Ok(Self { https, authority })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_browsers_write_origins() {
        for (typed, origin) in [
            ("https://Chat.Example.org/", "https://chat.example.org"),
            ("https://chat.example.org:443", "https://chat.example.org"),
            ("http://192.168.1.5:3000", "http://192.168.1.5:3000"),
        ] {
            assert_eq!(typed.parse::<PublicUrl>().unwrap().to_string(), origin);
        }
    }

    #[test]
    fn what_is_no_address_of_a_server_is_refused() {
        for typed in
            ["", "chat.example.org", "ftp://a", "https://a/chat", "https://me@a", "https://ä.de"]
        {
            assert!(typed.parse::<PublicUrl>().is_err(), "{typed}");
        }
    }
}
