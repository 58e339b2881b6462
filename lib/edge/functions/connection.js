// Runs inside CloudFront in the TLS handshake, once CloudFront has verified the client's certificate: is it one we took back?
//
// Keys of the store are serial numbers in upper-case hex, without colons and without leading zeros. How CloudFront writes a
// serial number here is not documented to the letter, so every spelling is brought to that one.
import cf from 'cloudfront';

// CloudFront's guide has two names for the certificate: one in its description of the event, the other in an example.
const leaf = connection =>
  connection.clientCertificate ? connection.clientCertificate.certificates.leaf : connection.clientCertInfo;

// CloudFront calls the function of this name.
// oxlint-disable-next-line no-unused-vars
async function connectionHandler(connection) {
  let revoked = true;
  try {
    const serial = leaf(connection)
      .serialNumber.toUpperCase()
      .replace(/^0X/, '')
      .replace(/[^0-9A-F]/g, '')
      .replace(/^0+(?=.)/, '');
    revoked = serial === '' || (await cf.kvs().exists(serial));
  } catch (error) {
    // A list that cannot be read must not let everybody in.
    console.log(`the list of revoked certificates cannot be read: ${String(error)}`);
  }
  if (revoked) connection.deny();
  else connection.allow();
}
