/** Secrets that are like no other text, by the setting that each is the value of; with letters that have to be escaped. */
export function planted(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting, index) => {
      const own = setting.toLowerCase().replaceAll('_', '-');
      // One half looks like a vendor's code, the other like the keys that vendors give.
      return [setting, index % 2 === 0 ? `Planted-${own}` : `planted+${own}/${'0a1b2c3d4e'.repeat(3)}==`];
    }),
  );
}

/** The secrets that a text has in it: as they are, in an address, in JSON, and in base64 at any place of it. */
export function plantedIn(text: string, secrets: Record<string, string>): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([setting]) => setting);
}

function formsOf(secret: string): string[] {
  const encoded = ['', '.', '..'].flatMap((before) =>
    (['base64', 'base64url'] as const).map((form) =>
      // What stands around it decides on the letters at both ends.
      Buffer.from(before + secret)
        .toString(form)
        .replace(/=+$/, '')
        .slice(before === '' ? 0 : 4, -2),
    ),
  );
  const hex = Buffer.from(secret).toString('hex');
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), hex, ...encoded];
}
