/** Sections of the results file in their order, with the command that measures each. */
const sections: Readonly<Record<string, string>> = {
  step: 'bench step',
  'step on webgpu': 'bench step --backend webgpu --batch-size 128',
  kernels: 'bench kernels',
  probe: 'bench probe',
  depth: 'bench depth',
  memory: 'bench memory',
};

const begin = (name: string) => `<!-- begin ${name} -->`;
const end = (name: string) => `<!-- end ${name} -->`;

/** The section that a benchmark on these backends has: what runs in a GPU's memory is kept apart from the rest. */
export function sectionName(benchmark: string, backends: readonly string[]): string {
  const graphics = backends.filter((backend) => backend === 'webgpu' || backend === 'webgl');
  return graphics.length === 0 ? benchmark : `${benchmark} on ${graphics.join(', ')}`;
}

/**
 * The text of a results file with one section's body in place of what the section held. A section that is new comes last;
 * one that was never measured says so.
 * @param text of the file; undefined where there is none yet
 * @throws Error where the section's begin has no end
 */
export function replaceSection(text: string | undefined, name: string, body: string): string {
  const whole = text ?? emptyFile();
  const [from, to] = [whole.indexOf(begin(name)), whole.indexOf(end(name))];
  if (from === -1) return `${whole.trimEnd()}\n\n${section(name, body)}\n`;
  if (to < from)
    throw new Error(`the results file has '${begin(name)}' and no '${end(name)}' behind it; mend it by hand`);
  return whole.slice(0, from) + section(name, body) + whole.slice(to + end(name).length);
}

function section(name: string, body: string): string {
  return `${begin(name)}\n\n## ${name}\n\n${body.trim()}\n\n${end(name)}`;
}

function emptyFile(): string {
  const unmeasured = Object.entries(sections).map(([name, command]) =>
    section(name, `Not measured. \`procrustes ${command} --write bench/RESULTS.md\` does it.`),
  );
  const intent = 'Written by `procrustes bench`, never by hand: each run replaces its own section.';
  return `${['# Benchmarks', intent, ...unmeasured].join('\n\n')}\n`;
}
