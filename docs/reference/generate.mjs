// Writes the API reference of every public package, one page a symbol, from the doc comments of their sources:
//     node docs/reference/generate.mjs [--out FOLDER] [PACKAGE_FOLDER…]
// Every warning fails: a {@link} that leads nowhere, a public export or member of one without a doc comment, a type that
// a public signature names but no entry point exports.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Application, Converter, ReflectionKind } from 'typedoc';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: join(root, 'docs', 'reference', 'dist') } },
  allowPositionals: true,
});

const folders =
  positionals.length > 0
    ? positionals.map((folder) => resolve(folder))
    : ['packages', 'apps'].flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)));

/** Source file of each public entry point, and the name by which it is imported. */
const entries = new Map();
const names = new Set();
for (const folder of folders) {
  if (!existsSync(join(folder, 'package.json'))) continue;
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (manifest.private) continue;
  names.add(manifest.name);
  for (const [path, target] of Object.entries(manifest.exports ?? {})) {
    // Helpers of the tests, which are no part of the interface.
    if (path === './testing') continue;
    entries.set(join(folder, target['@procrustes/source']), `${manifest.name}${path.slice(1)}`);
  }
}

const app = await Application.bootstrap({
  name: 'Procrustes',
  tsconfig: join(root, 'docs', 'reference', 'tsconfig.json'),
  entryPoints: [...entries.keys()],
  entryPointStrategy: 'resolve',
  basePath: root,
  // `pnpm build` checks the types.
  skipErrorChecking: true,
  readme: join(root, 'docs', 'reference', 'overview.md'),
  out: resolve(values.out),
  githubPages: false,
  hideGenerator: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: false,
  excludeExternals: true,
  disableSources: true,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  validation: { invalidLink: true, invalidPath: true, notDocumented: true, notExported: false, rewrittenLink: true },
  packagesRequiringDocumentation: [...names],
  requiredToBeDocumented: ['Class', 'Function', 'Interface', 'TypeAlias', 'Variable', 'Enum'],
  logLevel: 'Warn',
});

/** Warnings that tell of nothing to mend. */
const accepted = [
  // A type inferred from a valibot schema declares its fields several times, with the one comment of the schema.
  /has multiple declarations with a comment/,
];
const warn = app.logger.warn.bind(app.logger);
app.logger.warn = (message, ...where) => {
  if (!accepted.some((pattern) => pattern.test(message))) warn(message, ...where);
};

// By the name that users import, where typedoc would take the path of the source.
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
  for (const module of context.project.getReflectionsByKind(ReflectionKind.Module)) {
    const source = context.getSymbolFromReflection(module)?.declarations?.[0]?.getSourceFile().fileName;
    const name = source && entries.get(resolve(source));
    if (name) module.name = name;
  }
});

const project = await app.convert();
if (project) {
  app.validate(project);
  await app.generateOutputs(project);
}
if (!project || app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
process.stdout.write(`${resolve(values.out)}\n`);
