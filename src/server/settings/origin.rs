//! A site, as browsers name it.

use std::str::FromStr;

use http::{HeaderValue, Uri};

/// Scheme, host and, if it is not the usual one, port: `https://tools.example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(HeaderValue);

impl Origin {
    /// As browsers send it.
    pub fn as_header(&self) -> &HeaderValue {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("{text}: expected an origin, such as https://tools.example.org");
        let uri: Uri = text.parse().map_err(|_| expected())?;
        let scheme = uri.scheme_str().filter(|scheme| ["http", "https"].contains(scheme));
        let (scheme, host) = scheme.zip(uri.authority()).ok_or_else(expected)?;
        let canonical = format!("{scheme}://{host}").to_ascii_lowercase();
        if text != canonical || host.as_str().contains('@') {
            return Err(expected());
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| expected())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_spelled_as_browsers_do() {
        for good in ["https://tools.example.org", "http://localhost:5173", "http://[::1]:8080"] {
            assert_eq!(good.parse::<Origin>().unwrap().as_header(), good);
        }
        for bad in [
            "*",
            "null",
            "",
            "tools.example.org",
            "https://a.example/",
            "https://A.example",
            "ftp://a.example",
            "https://u@a.example",
        ] {
            assert!(bad.parse::<Origin>().is_err(), "{bad}");
        }
    }
}
