import { drillOfToken } from '../drill';
import { underEmptyKey } from '../tokens';

// Where kid is a path, the key is whatever lies there; of /dev/null everybody knows the content.
export default drillOfToken(
  { id: 'kid-traversal', title: 'names a file as the key (kid)', owasp: 'API2' },
  async ({ alice }, honest) => ({ ...honest, token: underEmptyKey(alice.token, { kid: '../../../../dev/null' }) }),
);
