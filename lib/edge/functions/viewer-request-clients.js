// Runs inside CloudFront (runtime cloudfront-js-2.0) on every request of a distribution that asks for a client certificate.
//
// CloudFront has verified the certificate and says so in headers of its own. Whether it removes copies that a client sent is
// documented nowhere, so a value that stands there twice is refused. What is verified goes on under our names, which no client
// may write: everything under a reserved name is deleted first.
const reserved = ['cloudfront-viewer-cert-', 'portcullis-', 'x-portcullis-'];

const single = header => (header === undefined || header.multiValue !== undefined ? '' : header.value);

// CloudFront gives header names in lower case and calls the function of this name.
// oxlint-disable-next-line no-unused-vars
function handler(event) {
  const request = event.request;
  const thumbprint = single(request.headers['cloudfront-viewer-cert-sha256']).toLowerCase();
  // Colons between the bytes, and a zero byte in front where the high bit is set: one number is to have one spelling.
  const serial = single(request.headers['cloudfront-viewer-cert-serial-number'])
    .toLowerCase()
    .replace(/:/g, '')
    .replace(/^0+(?=.)/, '');
  for (const name of Object.keys(request.headers))
    if (reserved.some(prefix => name.startsWith(prefix))) delete request.headers[name];

  // In mode "required" both are always there. Without them the API would see a request of nobody.
  if (!/^[0-9a-f]{64}$/.test(thumbprint) || !/^[0-9a-f]{1,40}$/.test(serial))
    return {
      statusCode: 403,
      statusDescription: 'Forbidden',
      headers: { 'content-type': { value: 'application/problem+json' }, 'cache-control': { value: 'no-store' } },
      body: '{"type":"about:blank","title":"Forbidden","status":403,"code":"certificate_unreadable","detail":"The edge could not tell which certificate this is."}',
    };
  request.headers['portcullis-client-cert-sha256'] = { value: thumbprint };
  request.headers['portcullis-client-cert-serial'] = { value: serial };
  return request;
}
