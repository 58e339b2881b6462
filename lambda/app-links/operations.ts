import { publicOperation } from '../guard/operation';
import * as schemas from './schemas';

/** Two files, made of the configuration: nothing is read, and nothing in a request changes them. */
export const operations = ({ android, ios, paths }: schemas.AppLinks) => ({
  readAssetLinks: publicOperation(schemas.readAssetLinks, async () => ({
    body: android.map(({ packageName, certificateFingerprints }) => ({
      relation: ['delegate_permission/common.handle_all_urls' as const],
      target: {
        namespace: 'android_app' as const,
        package_name: packageName,
        sha256_cert_fingerprints: certificateFingerprints,
      },
    })),
  })),

  readAppSiteAssociation: publicOperation(schemas.readAppSiteAssociation, async () => ({
    body: {
      applinks: {
        details: [{ appIDs: ios.map(({ appId }) => appId), components: paths.map(path => ({ '/': path })) }],
      },
    },
  })),
});
