import ts from 'typescript';

/** Who may import whom, leftwards only (design §2). Rooms of one group stand side by side and do not see each other. */
export const ROOM_GROUPS = [
  ['common'],
  ['embedded', 'storage', 'art', 'events'],
  ['media'],
  ['offline'],
  ['ai'],
  ['auth'],
  ['uploads', 'webhooks'],
  ['jobs'],
  ['projects'],
  ['scenes'],
  ['productions'],
  ['analysis'],
  ['gateway', 'workflow'],
  ['operations'],
  // The root files.
  [''],
];

/** What the other rooms may import of a room that keeps the rest to itself. */
const DOORS: Record<string, RegExp> = {
  media: /^(media|timeline|media\.module)$/,
  ai: /^(ports|provider-chain|direct-calls|model-registry|provider\.errors|provider-call\.entity|provider-calls|provider-chain\.entity|provider-limits|prompt-version|moderation-answer|callback-verifiers|ai\.module)$/,
};

const EMPTY_NAMES = /(^|[.-])(index|utils?|helpers?|types|interfaces)$/;
const ENVIRONMENT_READERS = ['src/common/config.ts', 'src/common/tool-environment.ts', 'src/main.ts', 'src/worker.ts'];
/** What draws, writes or composes gives the same for the same input. */
const REPRODUCIBLE_ROOMS = ['art', 'media', 'offline'];

/** Text of each source file by its path from the project's root. */
export type Sources = Record<string, string>;

/** Every breach of the house's rules, as one sentence each. */
export function findViolations(sources: Sources): string[] {
  const files = Object.entries(sources).map(([path, text]) => inspect(path, text));
  return [...files.flatMap((file) => [...breachesOf(file)]), ...findCycles(files)];
}

interface SourceFile {
  path: string;
  room: string;
  imports: string[];
  /** Only these run; the others are types, gone in JavaScript. */
  runtimeImports: string[];
  calls: string[];
}

function inspect(path: string, text: string): SourceFile {
  const file: SourceFile = { path, room: roomOf(path), imports: [], runtimeImports: [], calls: [] };
  const visit = (node: ts.Node): void => {
    const specifier = importedBy(node);
    if (specifier?.startsWith('.')) {
      const target = resolvePath(path, specifier);
      file.imports.push(target);
      if (!isTypeOnly(node)) {
        file.runtimeImports.push(target);
      }
    }
    if (ts.isPropertyAccessExpression(node)) {
      file.calls.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return file;
}

function importedBy(node: ts.Node): string | null {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    return textOf(node.moduleSpecifier);
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return textOf(node.arguments[0]);
  }
  return ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : null;
}

function textOf(node: ts.Node | undefined): string | null {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : null;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) {
    return true;
  }
  if (ts.isExportDeclaration(node)) {
    return node.isTypeOnly;
  }
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) {
    return false;
  }
  const { phaseModifier, name, namedBindings } = node.importClause;
  const named = namedBindings !== undefined && ts.isNamedImports(namedBindings) ? namedBindings.elements : undefined;
  return (
    phaseModifier === ts.SyntaxKind.TypeKeyword ||
    (name === undefined && named !== undefined && named.length > 0 && named.every((element) => element.isTypeOnly))
  );
}

function* breachesOf(file: SourceFile): Generator<string> {
  const { path, room } = file;
  if (EMPTY_NAMES.test(stemOf(path))) {
    yield `${path} has a name that says nothing`;
  }
  if (rankOf(room) === -1) {
    yield `${path} is in a room that the house does not have`;
  }
  for (const target of new Set(file.imports)) {
    yield* importBreaches(file, target);
  }
  for (const call of new Set(file.calls)) {
    if (call === 'process.env' && !ENVIRONMENT_READERS.includes(path)) {
      yield `${path} reads process.env; that is for common/config.ts and common/tool-environment.ts`;
    }
    if (['Date.now', 'Math.random'].includes(call) && REPRODUCIBLE_ROOMS.includes(room)) {
      yield `${path} uses ${call}; ${room} gives the same for the same input`;
    }
  }
}

function* importBreaches({ path, room }: SourceFile, target: string): Generator<string> {
  const targetRoom = roomOf(target);
  if (targetRoom === room || !target.startsWith('src/')) {
    return;
  }
  if (rankOf(targetRoom) >= rankOf(room)) {
    yield `${path} (${room || 'root'}) imports ${target}, which is not to its left`;
  }
  if (DOORS[targetRoom]?.test(stemOf(target)) === false) {
    yield `${path} imports ${target}, which ${targetRoom} keeps to itself`;
  }
}

/** Each loop of run-time imports once: which file of it runs first would depend on who asks. */
function findCycles(files: SourceFile[]): string[] {
  const importsOf = new Map(files.map((file) => [file.path, file.runtimeImports]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) {
      cycles.push(`${[...trail.slice(start), path].join(' → ')} is a circle`);
    } else if (!done.has(path)) {
      for (const target of importsOf.get(path) ?? []) {
        walk(target, [...trail, path]);
      }
      done.add(path);
    }
  };
  files.forEach((file) => walk(file.path, []));
  return cycles;
}

function rankOf(room: string): number {
  return ROOM_GROUPS.findIndex((group) => group.includes(room));
}

function roomOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? (parts[1] ?? '') : '';
}

function stemOf(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/(\.d)?\.ts$/, '');
}

function resolvePath(from: string, specifier: string): string {
  const url = new URL(specifier, `file:///${from}`);
  return decodeURIComponent(url.pathname.slice(1)).replace(/\.js$/, '.ts');
}
