/** The little of XML that a project file needs. Attributes and text are always escaped; children are XML already. */

export type Attributes = Record<string, string | number | undefined>;

export function element(name: string, attributes: Attributes, children: string[] = []): string {
  const head = `<${name}${attributesOf(attributes)}`;
  return children.length === 0 ? `${head}/>` : `${head}>\n${children.join('\n')}\n</${name}>`;
}

/** An element of text: no space of ours gets into it. */
export function textElement(name: string, attributes: Attributes, text: string): string {
  return `<${name}${attributesOf(attributes)}>${escaped(text)}</${name}>`;
}

function attributesOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Line breaks as well: in an attribute they would be read as spaces. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
