// Runs inside CloudFront (runtime cloudfront-js-2.0) on every request, after the web ACL and before the origin.
//
// These names say what the edge has verified, so only the edge may write them. The web ACL already refuses a request that
// carries one; this is the second lock, and it holds for whoever detaches or edits the first.
const reserved = ['cloudfront-viewer-cert-', 'portcullis-', 'x-portcullis-'];

// CloudFront gives header names in lower case and calls the function of this name.
// oxlint-disable-next-line no-unused-vars
function handler(event) {
  const request = event.request;
  for (const name of Object.keys(request.headers))
    if (reserved.some(prefix => name.startsWith(prefix))) delete request.headers[name];
  return request;
}
