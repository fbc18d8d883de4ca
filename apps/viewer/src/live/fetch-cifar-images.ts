import { type ImageSet, parseCifarBinary } from '@procrustes/data';
import { bytesPerImage, mostImages } from './read-cifar-files.ts';

const instead = 'pick files of your own, or take synthetic images';

/**
 * The subset of CIFAR-10 that the page's server offers, in the CIFAR-10 binary format.
 * @param onProgress the share that has come, in [0, 1]; null where its length is unknown
 * @throws Error where it is not offered, DataFileError where it is malformed
 */
export async function fetchCifarImages(url: string, onProgress: (share: number | null) => void): Promise<ImageSet> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new Error(`the CIFAR-10 images do not load (${error instanceof Error ? error.message : error}); ${instead}`);
  });
  if (!response.ok || response.body === null) {
    throw new Error(
      `this page's server offers no CIFAR-10 images (${response.status} ${response.statusText}): fetch them with \`procrustes data fetch cifar10\` and open the page by \`procrustes view\`; or ${instead}`,
    );
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const chunks: Uint8Array[] = [];
  let received = 0;
  const requireRoom = (size: number) => {
    if (size <= mostImages * bytesPerImage) return;
    throw new Error(`the server sends more than ${mostImages} CIFAR-10 images; ${instead}`);
  };
  const reader = response.body.getReader();
  try {
    if (length > 0) requireRoom(length);
    // Not by `for await`, which Safari lacks.
    for (let part = await reader.read(); part.value !== undefined; part = await reader.read()) {
      chunks.push(part.value);
      received += part.value.length;
      requireRoom(received);
      onProgress(length > 0 ? Math.min(1, received / length) : null);
    }
  } finally {
    // What is not wanted any more need not come; where all has come, this does nothing.
    reader.cancel().catch(() => {});
  }
  const bytes = new Uint8Array(received);
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  return parseCifarBinary(bytes, 'cifar10', new URL(url).pathname);
}
