import { signatureFault } from '../emulators/s3-signature.js';

/** Amazon's own examples: what signs and what looks at signatures must both agree with them. */
const ACCOUNT = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const NOW = Date.UTC(2013, 4, 24, 0, 1);
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const CREDENTIAL = `${ACCOUNT.accessKey}/20130524/us-east-1/s3/aws4_request`;

const signed = (signedHeaders: string, signature: string, hash = EMPTY) => ({
  host: 'examplebucket.s3.amazonaws.com',
  'x-amz-date': '20130524T000000Z',
  'x-amz-content-sha256': hash,
  authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
});

const GET_RANGE = {
  method: 'GET',
  url: '/test.txt',
  headers: {
    ...signed(
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ),
    range: 'bytes=0-9',
  },
};
const PUT = {
  method: 'PUT',
  url: '/test%24file.text',
  headers: {
    ...signed(
      'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    ),
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  },
};
const LIST = {
  method: 'GET',
  url: '/?max-keys=2&prefix=J',
  headers: signed(
    'host;x-amz-content-sha256;x-amz-date',
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ),
};
const PRESIGNED = {
  method: 'GET',
  url:
    `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(CREDENTIAL)}` +
    '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
    '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  headers: { host: 'examplebucket.s3.amazonaws.com' },
};

it.each([
  ['a part of a file', GET_RANGE],
  ['a file that is sent', PUT],
  ['a listing', LIST],
  ['an address', PRESIGNED],
])('the signature of %s is good', (_what, request) => {
  expect(signatureFault(request, ACCOUNT, NOW)).toBeNull();
});

it.each([
  ['another file', { ...GET_RANGE, url: '/other.txt' }, NOW, 'SignatureDoesNotMatch'],
  ['another method', { ...PRESIGNED, method: 'HEAD' }, NOW, 'SignatureDoesNotMatch'],
  ['another query', { ...LIST, url: '/?max-keys=3&prefix=J' }, NOW, 'SignatureDoesNotMatch'],
  ['another host', { ...PRESIGNED, headers: { host: 'localhost' } }, NOW, 'SignatureDoesNotMatch'],
  [
    'a header that is not signed',
    { ...LIST, headers: { ...LIST.headers, 'x-amz-acl': 'public-read' } },
    NOW,
    'AccessDenied',
  ],
  ['no signature', { ...LIST, headers: { host: LIST.headers.host } }, NOW, 'AccessDenied'],
  ['an hour later', GET_RANGE, NOW + 3_600_000, 'RequestTimeTooSkewed'],
  ['after its end', PRESIGNED, NOW + 86_400_000, 'AccessDenied'],
])('the signature is not good with %s', (_what, request, now, code) => {
  expect(signatureFault(request, ACCOUNT, now)).toBe(code);
});

it('belongs to an account and a region', () => {
  expect(signatureFault(LIST, { ...ACCOUNT, accessKey: 'other' }, NOW)).toBe('InvalidAccessKeyId');
  expect(signatureFault(LIST, { ...ACCOUNT, region: 'eu-west-1' }, NOW)).toBe('AuthorizationHeaderMalformed');
  expect(signatureFault(LIST, { ...ACCOUNT, secretKey: 'other' }, NOW)).toBe('SignatureDoesNotMatch');
});
