import { BlockList, isIP } from 'node:net';

/**
 * Which IP addresses are public hosts, after the registries of special purposes
 * (https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry).
 */

const SPECIAL_IPV4 = subnets('ipv4', [
  '0.0.0.0/8', // "this network"; Linux takes it for loopback
  '10.0.0.0/8',
  '100.64.0.0/10', // carriers' NAT, and the metadata server of Alibaba Cloud
  '127.0.0.0/8',
  '168.63.129.16/32', // the host of a virtual machine of Azure
  '169.254.0.0/16', // link-local, and the metadata servers of most clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16',
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
]);

/** All that is given to public hosts; loopback, private, link-local, multicast and NAT64 lie outside. */
const UNICAST_IPV6 = subnets('ipv6', ['2000::/3']);

const SPECIAL_IPV6 = subnets('ipv6', [
  '2001::/23', // protocols: Teredo, ORCHID, benchmarks
  '2001:db8::/32',
  '2002::/16', // 6to4: leads to the IPv4 address inside
  '3fff::/20', // documentation
]);

const MAPPED_IPV4 = subnets('ipv6', ['::ffff:0:0/96']);

/** Whether a packet to this address leaves for one public host. Anything that is no address is not public. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL_IPV4.check(address, 'ipv4');
    case 6:
      // A BlockList judges a mapped address by the IPv4 address inside.
      return MAPPED_IPV4.check(address, 'ipv6')
        ? !SPECIAL_IPV4.check(address, 'ipv6')
        : UNICAST_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6');
    default:
      return false;
  }
}

function subnets(family: 'ipv4' | 'ipv6', ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
