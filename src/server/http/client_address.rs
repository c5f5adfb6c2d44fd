//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::Extensions;
use axum::http::HeaderMap;

use crate::server::settings::Settings;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of whoever asks: the peer's, or, if the peer is a proxy that we trust, the last one
/// in `X-Forwarded-For` that is not (what stands before it, anybody can have written).
pub(super) fn client_address(
    settings: &Settings,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let peer = peer.unwrap_or(IpAddr::from([0, 0, 0, 0])).to_canonical();
    let is_ours = |address: &IpAddr| settings.trusted_proxies.contains(address);
    if !is_ours(&peer) {
        return peer;
    }
    let hops = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> = hops
        .flat_map(|value| value.split(','))
        .map_while(|hop| hop.trim().parse().ok())
        .map(|hop: IpAddr| hop.to_canonical())
        .collect();
    hops.into_iter().rev().find(|hop| !is_ours(hop)).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn address(peer: &str, forwarded: &str) -> String {
        let settings = Settings::parse_from(["natter", "--trusted-proxies", "10.0.0.1,10.0.0.2"]);
        let mut headers = HeaderMap::new();
        headers.insert(FORWARDED_FOR, forwarded.parse().unwrap());
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
}
