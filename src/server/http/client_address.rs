//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

use axum::extract::ConnectInfo;
use axum::http::Extensions;
use axum::http::HeaderMap;

use crate::server::settings::Settings;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of whoever asks: the peer's, or, if the peer is a proxy that we trust, the last one
/// in `X-Forwarded-For` that is not. What stands before it, anybody can have written; so it is read
/// from its end, and not beyond something that is no address.
pub(super) fn client_address(
    settings: &Settings,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let peer = peer.unwrap_or(IpAddr::from([0, 0, 0, 0])).to_canonical();
    let is_ours = |address: &IpAddr| {
        settings.trusted_proxies.iter().any(|proxy| proxy.to_canonical() == *address)
    };
    if !is_ours(&peer) {
        if headers.contains_key(FORWARDED_FOR) && is_near(&peer) {
            warn_of_proxy(peer);
        }
        return peer;
    }
    let values = headers.get_all(FORWARDED_FOR).iter().rev();
    let hops = values.flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','));
    let mut nearest = peer;
    for hop in hops.map_while(parse_hop) {
        nearest = hop;
        if !is_ours(&hop) {
            break;
        }
    }
    nearest
}

/// Whether it is this machine's or of its own network: only such a peer is likely to be a proxy.
fn is_near(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    }
}

/// Everybody behind it counts as one address, which nobody may have meant. Said once.
fn warn_of_proxy(proxy: IpAddr) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::warn!(%proxy, "a proxy is not believed; is it missing in --trusted-proxies?");
    });
}

/// An address, alone or with a port, as proxies write it.
fn parse_hop(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?.trim();
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn address(peer: &str, forwarded: &str) -> String {
        let proxies = "10.0.0.1,::ffff:10.0.0.2,2001:db8::1";
        let settings = Settings::parse_from(["natter", "--trusted-proxies", proxies]);
        let mut headers = HeaderMap::new();
        for line in forwarded.split('|') {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let mut extensions = Extensions::new();
        let peer: IpAddr = peer.parse().unwrap();
        extensions.insert(ConnectInfo(SocketAddr::from((peer, 1))));
        client_address(&settings, &headers, &extensions).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(address("203.0.113.9", "198.51.100.1"), "203.0.113.9");
        assert_eq!(address("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(address("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2"), "198.51.100.1");
        assert_eq!(address("::ffff:10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(address("10.0.0.1", "nonsense"), "10.0.0.1");
    }

    #[test]
    fn proxies_stand_in_a_row_and_are_spelled_in_more_than_one_way() {
        assert_eq!(address("10.0.0.2", "198.51.100.1, ::ffff:10.0.0.1"), "198.51.100.1");
        assert_eq!(address("2001:db8::1", "1.1.1.1|198.51.100.1,10.0.0.2"), "198.51.100.1");
        assert_eq!(address("10.0.0.1", "2001:db8:9::7"), "2001:db8:9::7");
        assert_eq!(address("10.0.0.1", "[2001:db8:9::7]:443"), "2001:db8:9::7");
        assert_eq!(address("10.0.0.1", "198.51.100.1:5000"), "198.51.100.1");
        assert_eq!(address("10.0.0.1", "10.0.0.2"), "10.0.0.2", "a proxy asks for itself");
        assert_eq!(address("10.0.0.1", ""), "10.0.0.1");
    }

    #[test]
    fn what_somebody_wrote_before_the_proxy_neither_hides_nor_feigns_an_address() {
        for written in ["nonsense", "1.1.1.1, nonsense", "é", "10.0.0.2", "1.1.1.1,,", "1.1.1.1|x"]
        {
            assert_eq!(address("10.0.0.1", &format!("{written}, 198.51.100.1")), "198.51.100.1");
            assert_eq!(address("10.0.0.1", &format!("{written}|198.51.100.1")), "198.51.100.1");
        }
        assert_eq!(address("10.0.0.1", "1.1.1.1, nonsense, 10.0.0.2"), "10.0.0.2");
    }
}
