/** What this browser has of what training in the page needs. */
export interface Capabilities {
  /** What WebGL lacks here, in words; empty where it trains. */
  readonly missing: readonly string[];
  /** Whether the browser offers WebGPU, which trains too; where WebGL lacks something, also whether it has a device for it. */
  readonly webgpu: boolean;
}

/** Asks a worker, since a first context of WebGL can hold up a page for seconds. */
export async function capabilities(): Promise<Capabilities> {
  const lacks = await missing();
  // Browsers complain aloud of having no device, so they are asked only where all depends on it.
  return { missing: lacks, webgpu: lacks.length === 0 ? 'gpu' in navigator : await hasWebgpu() };
}

async function hasWebgpu(): Promise<boolean> {
  const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<unknown> } };
  try {
    return ((await Promise.race([gpu?.requestAdapter(), silence()])) ?? null) !== null;
  } catch {
    return false;
  }
}

/** A browser whose graphics are switched off may never answer. */
const silence = (): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), 3000));

function missing(): Promise<readonly string[]> {
  if (typeof Worker !== 'function') return Promise.resolve(['Web Workers']);
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./capabilities.worker.ts', import.meta.url), { type: 'module' });
    const answer = (found: readonly string[]) => {
      worker.terminate();
      resolve(found);
    };
    worker.onmessage = ({ data }) => answer(data);
    // Whatever keeps this worker from answering will keep the other from training, and that one can tell why.
    worker.onerror = () => answer([]);
  });
}
