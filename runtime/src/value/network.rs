//! Addresses: `inet` and `cidr` as family, prefix, kind, length and bytes; `macaddr` as its bytes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnetwork::IpNetwork;
use mac_address::MacAddress;

use super::{Unfit, Value, exactly, take};

const IPV4: u8 = 2;
const IPV6: u8 = 3;

impl Value for IpNetwork {
    fn decode(mut bytes: &[u8]) -> Result<Self, Unfit> {
        let [family, prefix, _kind, _length] = take(&mut bytes)?;
        let address = match family {
            IPV4 => IpAddr::V4(Ipv4Addr::from(exactly::<4>(bytes)?)),
            IPV6 => IpAddr::V6(Ipv6Addr::from(exactly::<16>(bytes)?)),
            _ => return Err(Unfit::malformed("is neither IPv4 nor IPv6")),
        };
        Self::new(address, prefix)
            .map_err(|error| Unfit::malformed(format!("is no network: {error}")))
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        // The third byte says `cidr`; the server reads it and decides by the type itself.
        match self {
            Self::V4(network) => {
                into.extend_from_slice(&[IPV4, network.prefix(), 0, 4]);
                into.extend_from_slice(&network.ip().octets());
            }
            Self::V6(network) => {
                into.extend_from_slice(&[IPV6, network.prefix(), 0, 16]);
                into.extend_from_slice(&network.ip().octets());
            }
        }
        Ok(())
    }
}

impl Value for MacAddress {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        Ok(Self::new(exactly(bytes)?))
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        into.extend_from_slice(&self.bytes());
        Ok(())
    }
}
