import { createHmac } from 'node:crypto';
import type { Config } from '../common/config.js';
import { keptSecret } from '../common/kept-secret.js';

/**
 * What media URLs are signed with. Machines that share the work share JWT_SECRET, so what is derived from it signs alike on
 * all of them, and is changed with it; a machine alone keeps a secret of its own.
 */
export function mediaSecrets({ jwtSecrets, dataDir }: Pick<Config, 'jwtSecrets' | 'dataDir'>): string[] {
  const derived = jwtSecrets.map((secret) => createHmac('sha256', secret).update('media URLs').digest('base64url'));
  return derived.length > 0 ? derived : [keptSecret(dataDir, 'media')];
}
