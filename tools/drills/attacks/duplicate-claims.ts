import { drillOfToken } from '../drill';
import { withTwoSubjects } from '../tokens';

// Parsers disagree on which of two equal names counts (RFC 8725, 2.4); the signature is checked over the bytes.
export default drillOfToken(
  { id: 'duplicate-claims', title: 'names two subjects in one token', owasp: 'API2' },
  async ({ alice, bob }, honest) => ({ ...honest, token: withTwoSubjects(alice.token, bob.sub) }),
);
