/** The version of the platform API that this client speaks. */
export const apiVersion = '0.28.0';

/** What to say to users of a gateway of another version; undefined where major and minor are the same. */
export function versionWarning(gatewayVersion: unknown): string | undefined {
  const [theirs, ours] = [String(gatewayVersion ?? ''), apiVersion].map(majorAndMinor);
  if (theirs === undefined || theirs === ours) return undefined;
  return (
    `SDK version ${apiVersion} does not match server version ${gatewayVersion}. ` +
    'Update with: npm install @gw/sdk@latest'
  );
}

const majorAndMinor = (version: string) => version.match(/^\d+\.\d+/)?.[0];
