import { drillOfToken } from '../drill';
import { wrapped } from '../tokens';

// RFC 7519, 2: a nested JWT. What counts is the outer signature, which is theirs.
export default drillOfToken(
  { id: 'nested-token', title: 'wraps a token in a token of their own', owasp: 'API2' },
  async ({ alice }, honest) => ({ ...honest, token: wrapped(alice.token) }),
);
