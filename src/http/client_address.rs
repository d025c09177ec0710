//! Where a request comes from, seen through the proxies that are ours.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;

use super::state::AppState;

/// The address of whoever asks. `X-Forwarded-For` counts only as far as our own proxies wrote it: from the
/// right, the first address that is none of theirs. Whatever stands further left, anybody can write.
pub fn client_address(request: &HttpRequest, state: &AppState) -> IpAddr {
    let header = HeaderName::from_static("x-forwarded-for");
    let forwarded = request.headers().get_all(header).filter_map(|value| value.to_str().ok());
    let forwarded: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let peer = request.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip());
    behind_proxies(peer, &forwarded, |address| state.trusted_proxies.iter().any(|net| net.contains(address)))
}

fn behind_proxies(peer: IpAddr, forwarded: &[&str], is_ours: impl Fn(&IpAddr) -> bool) -> IpAddr {
    let mut address = peer.to_canonical();
    for next in forwarded.iter().rev() {
        if !is_ours(&address) {
            break;
        }
        match next.parse::<IpAddr>() {
            Ok(next) => address = next.to_canonical(),
            Err(_) => break,
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::behind_proxies;
    use std::net::IpAddr;

    fn seen(peer: &str, forwarded: &[&str]) -> String {
        let is_ours = |address: &IpAddr| address.to_string().starts_with("10.");
        behind_proxies(peer.parse().expect("an address"), forwarded, is_ours).to_string()
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        assert_eq!(seen("192.0.2.1", &["198.51.100.7"]), "192.0.2.1", "not our proxy");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["203.0.113.9", "198.51.100.7", "10.0.0.2"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7", "garbage"]), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["2001:db8::1"]), "2001:db8::1");
    }
}
