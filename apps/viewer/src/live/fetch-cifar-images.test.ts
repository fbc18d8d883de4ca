import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseCifarBinary } from '@procrustes/data';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchCifarImages } from './fetch-cifar-images.ts';
import { bytesPerImage, mostImages } from './read-cifar-files.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** The address of images that a server of this machine answers with. */
async function served(answer: RequestListener): Promise<string> {
  const own = createServer(answer);
  server = own;
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(own.address() as AddressInfo).port}/api/images/cifar10.bin`;
}

const bytes = new Uint8Array(4 * bytesPerImage).map((_, index) => (index % bytesPerImage === 0 ? 3 : index % 251));
const nobody = () => {};

describe('fetchCifarImages', () => {
  it('reads the images, and tells how far it is', async () => {
    const url = await served((_, response) => response.setHeader('content-length', bytes.length).end(bytes));
    const told: (number | null)[] = [];
    const images = await fetchCifarImages(url, (share) => told.push(share));
    expect(images).toEqual(parseCifarBinary(bytes, 'cifar10', 'all'));
    expect(told.at(-1)).toBe(1);
    expect(told.every((share, index) => index === 0 || (share as number) >= (told[index - 1] as number))).toBe(true);
  });

  it('says what to do where there are none', async () => {
    const url = await served((_, response) => response.writeHead(404).end());
    await expect(fetchCifarImages(url, nobody)).rejects.toThrow(
      /^this page's server offers no CIFAR-10 images \(404 Not Found\): .*procrustes data fetch cifar10.*synthetic images$/,
    );
  });

  it('refuses a page in their place, images that are cut short, and more than there are', async () => {
    const page = await served((_, response) => response.end('<!doctype html>'));
    await expect(fetchCifarImages(page, nobody)).rejects.toThrow('/api/images/cifar10.bin: expected 3073 bytes');
    server?.close();
    const cut = await served((_, response) => response.end(bytes.subarray(1)));
    await expect(fetchCifarImages(cut, nobody)).rejects.toThrow('cifar10.bin: expected 12292 bytes');
    server?.close();
    const endless = await served((_, response) => {
      response.setHeader('content-length', (mostImages + 1) * bytesPerImage).write(bytes);
    });
    await expect(fetchCifarImages(endless, nobody)).rejects.toThrow(`more than ${mostImages} CIFAR-10 images`);
  });

  it('says where nobody answers', async () => {
    const url = await served(nobody);
    server?.close();
    await expect(fetchCifarImages(url, nobody)).rejects.toThrow(
      /^the CIFAR-10 images do not load \(.*synthetic images$/,
    );
  });
});
