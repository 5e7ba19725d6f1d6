import { AppError } from '../../src/common/errors.js';
import { SafeFetch, type UrlRule } from '../../src/common/safe-fetch.js';

const NAMES: Record<string, string[]> = {
  'example.com': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'example.com.': ['93.184.215.14'],
  'xn--fiq228c.com': ['47.95.1.2'],
  localhost: ['127.0.0.1'],
  'localhost.': ['127.0.0.1'],
  'api.localhost': ['::1'],
  'localtest.me': ['::ffff:127.0.0.1'],
  'ip6-loopback': ['::1'],
  'metadata.google.internal': ['169.254.169.254'],
  'printer.local': ['192.168.1.20'],
  redis: ['10.0.3.7'],
  'mixed.example.com': ['93.184.215.14', '10.0.0.1'],
  'mixed6.example.com': ['93.184.215.14', '2606:2800:21f::1', 'fd00::1'],
  'zone.example.com': ['fe80::1%eth0'],
  'garbage.example.com': ['93.184.215.14', 'not an address'],
  'octal.example.com': ['0177.0.0.1'],
  '127.0.0.1..': ['127.0.0.1'],
  'nothing.example.com': [],
};

async function resolve(hostname: string): Promise<string[]> {
  const addresses = NAMES[hostname];
  if (addresses === undefined) {
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
  }
  return addresses;
}

const newSut = (allowPrivate = false) => new SafeFetch({ allowPrivate, resolve });

async function refusalOf(url: string, sut = newSut()): Promise<AppError> {
  const error: unknown = await sut.assertSafe(url).then(
    () => new Error(`${url} passed`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

/** Each form must be refused for the reason that it stands for, not by the luck of another rule. */
const BAD: Record<UrlRule, string[]> = {
  host: [
    // Loopback in all the ways to write it.
    'https://127.0.0.1/',
    'https://127.0.0.1./',
    'https://127.0.0.1../',
    'https://127.0.0.1:8443/',
    'https://127.255.255.254/',
    'https://127.1/',
    'https://127.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0x7F.0x0.0x0.0x1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://0177.0x0.1/',
    'https://１２７.０.０.１/',
    'https://127。0。0。1/',
    'https://①②⑦.⓪.⓪.①/',
    'https://%31%32%37.0.0.1/',
    'https:127.0.0.1',
    'https:///127.0.0.1/',
    'https:\\\\127.0.0.1\\',
    'https://@127.0.0.1/',
    ' https://127.0.0.1/ ',
    'https://127.0.\t0.1/',
    'HTTPS://127.0.0.1/',
    'https://127.0.0.1#@example.com/',
    'https://127.0.0.1\\@example.com/',
    // The other ranges of IPv4.
    'https://0/',
    'https://0.0.0.0/',
    'https://0.1.2.3/',
    'https://10.0.0.1/',
    'https://10.255.255.255/',
    'https://012.0.0.1/',
    'https://100.64.0.1/',
    'https://100.100.100.200/',
    'https://100.127.255.255/',
    'https://168.63.129.16/',
    'https://169.254.169.254/latest/meta-data/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.0.0.192/',
    'https://192.0.2.1/',
    'https://192.88.99.1/',
    'https://192.168.0.1/',
    'https://3232235521/',
    'https://198.18.0.1/',
    'https://198.19.255.255/',
    'https://198.51.100.7/',
    'https://203.0.113.7/',
    'https://224.0.0.1/',
    'https://239.255.255.250/',
    'https://240.0.0.1/',
    'https://255.255.255.255/',
    'https://4294967295/',
    // IPv6.
    'https://[::]/',
    'https://[::1]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[0000::0001]:8443/',
    'https://[::127.0.0.1]/',
    'https://[::7f00:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[0:0:0:0:0:FFFF:7F00:0001]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[::ffff:0.0.0.0]/',
    'https://[::ffff:0:127.0.0.1]/',
    'https://[64:ff9b::127.0.0.1]/',
    'https://[64:ff9b::8.8.8.8]/',
    'https://[64:ff9b:1::a00:1]/',
    'https://[100::1]/',
    'https://[2001::1]/',
    'https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
    'https://[2001:2::1]/',
    'https://[2001:10::1]/',
    'https://[2001:db8::1]/',
    'https://[2002:7f00:1::]/',
    'https://[2002:a00:1::1]/',
    'https://[3fff::1]/',
    'https://[4000::1]/',
    'https://[fc00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[fdff:ffff::1]/',
    'https://[fe80::1]/',
    'https://[febf::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
    // Names, by what they resolve to.
    'https://localhost/',
    'https://LOCALHOST:8443/',
    'https://ⓛocalhost/',
    'https://localhost./',
    'https://api.localhost/',
    'https://localtest.me/',
    'https://ip6-loopback/',
    'https://metadata.google.internal/computeMetadata/v1/',
    'https://printer.local/',
    'https://redis/',
    'https://mixed.example.com/',
    'https://mixed6.example.com/',
    'https://zone.example.com/',
    'https://garbage.example.com/',
    'https://octal.example.com/',
    'https://nothing.example.com/',
    'https://unknown.example.com/',
  ],
  user_info: [
    'https://user@example.com/',
    'https://user:password@example.com/',
    'https://:password@example.com/',
    'https://example.com@127.0.0.1/',
    'https://example.com:443@127.0.0.1/',
    'https://example.com%40@127.0.0.1/',
  ],
  port: [
    'https://example.com:80/',
    'https://example.com:22/',
    'https://example.com:0/',
    'https://example.com:6379/',
    'https://example.com:444/',
    'https://example.com:65535/',
    'https://[::1]:5432/',
  ],
  scheme: [
    'http://example.com/',
    'http://example.com:443/',
    'http://127.0.0.1/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_INFO',
    'data:text/plain,hello',
    'javascript:alert(1)',
    'ws://example.com/',
    'wss://example.com/',
    'blob:https://example.com/1',
    'unix:/run/docker.sock',
  ],
  syntax: [
    '',
    'example.com',
    '//example.com/',
    '/etc/passwd',
    'https://',
    'https://:443/',
    'https:// example.com/',
    'https://exa mple.com/',
    'https://127.0.0.256/',
    'https://1.2.3.4.5/',
    'https://256.1.1.1/',
    'https://0x100000000/',
    'https://[::1/',
    'https://::1/',
    'https://[fe80::1%25eth0]/',
    'https://[127.0.0.1]/',
    'https://example.com:65536/',
    'https://example.com:443:443/',
    'https://%00/',
  ],
  length: [`https://example.com/${'a'.repeat(2029)}`, `https://${'a.'.repeat(1100)}com/`],
};

const GOOD = [
  'https://example.com',
  'https://example.com/hook?token=a%20b#part',
  'https://EXAMPLE.com:443/',
  'https://example.com:8443/hook',
  'https://example.com./',
  'https://中文.com/路径',
  `https://example.com/${'a'.repeat(2028)}`,
  'https://1.1.1.1/',
  'https://8.8.8.8:8443/',
  'https://134744072/',
  'https://9.255.255.255/',
  'https://11.0.0.1/',
  'https://100.63.255.255/',
  'https://100.128.0.1/',
  'https://126.255.255.255/',
  'https://128.0.0.1/',
  'https://169.253.255.255/',
  'https://169.255.0.1/',
  'https://172.15.255.255/',
  'https://172.32.0.1/',
  'https://192.167.255.255/',
  'https://192.169.0.1/',
  'https://198.17.255.255/',
  'https://198.20.0.1/',
  'https://223.255.255.254/',
  'https://[2606:4700:4700::1111]/',
  'https://[2001:4860:4860::8888]:8443/',
  'https://[2001:200::1]/',
  'https://[2003::1]/',
  'https://[2400:3200::1]/',
  'https://[::ffff:8.8.8.8]/',
];

const LOCAL = [
  'http://127.0.0.1:3000/',
  'http://localhost/',
  'https://localhost:9443/',
  'http://[::1]:8080/',
  'https://10.0.0.1/',
  'https://mixed.example.com/',
  'https://example.com/',
];

const badUrls = Object.entries(BAD).flatMap(([rule, urls]) =>
  urls.map((url) => [rule, url.slice(0, 60), url] as const),
);

describe('assertSafe', () => {
  it('has a long table', () => expect(badUrls.length).toBeGreaterThan(120));

  it.each(badUrls)('refuses for its %s: %s', async (rule, _label, url) => {
    const error = await refusalOf(url);
    expect(error).toMatchObject({ code: 'UNSAFE_URL', status: 422, details: { rule } });
    expect(error.message).not.toMatch(/\d+\.\d+|::|example|localhost|ENOTFOUND/i);
    expect(error.cause).toBeUndefined();
  });

  it.each(GOOD.map((url) => [url.slice(0, 60), url]))('lets pass %s', async (_label, url) => {
    await expect(newSut().assertSafe(url)).resolves.toBeUndefined();
  });

  it('asks the resolver for names only', async () => {
    const asked: string[] = [];
    const recordAndResolve = async (name: string) => {
      asked.push(name);
      return ['1.1.1.1'];
    };
    const sut = new SafeFetch({ allowPrivate: false, resolve: recordAndResolve });
    await sut.assertSafe('https://1.1.1.1/');
    await sut.assertSafe('https://[2606:4700::1]/');
    await sut.assertSafe('https://Example.com:8443/');
    expect(asked).toEqual(['example.com']);
  });

  it.each(LOCAL)('lets pass %s where private addresses are allowed', async (url) => {
    await expect(newSut(true).assertSafe(url)).resolves.toBeUndefined();
  });

  it.each(['user_info', 'syntax', 'length'] as const)('refuses for %s even there', async (rule) => {
    for (const url of BAD[rule]) {
      expect((await refusalOf(url, newSut(true))).details).toEqual({ rule });
    }
  });

  it('refuses strange schemes even there', async () => {
    for (const url of ['ftp://example.com/', 'file:///etc/passwd', 'ws://localhost/', 'data:,a']) {
      expect((await refusalOf(url, newSut(true))).details).toEqual({ rule: 'scheme' });
    }
  });
});
