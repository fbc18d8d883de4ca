import { closeSync, fstatSync, lstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { NativeLibraryError } from './native-library-error.ts';

/** Node's names of the machines that ELF numbers. */
const machines: ReadonlyMap<number, string> = new Map([
  [3, 'ia32'],
  [40, 'arm'],
  [62, 'x64'],
  [183, 'arm64'],
  [243, 'riscv64'],
]);

const headerBytes = 64;

/**
 * Looks at the header of a shared library of Linux (ELF, 64 bits) before the dynamic linker does, whose own words for a
 * library of another machine are that there is no such file.
 *
 * @throws NativeLibraryError where it is missing, cut off, no library, or made for another machine
 */
export function checkElf(path: string): void {
  const descriptor = open(path);
  try {
    const { size } = fstatSync(descriptor);
    const header = Buffer.alloc(headerBytes);
    const read = readSync(descriptor, header, 0, headerBytes, 0);
    if (read < headerBytes) throw new NativeLibraryError(`${path} is cut off: it has ${size} bytes`);
    if (header.toString('latin1', 0, 4) !== '\x7fELF') {
      throw new NativeLibraryError(`${path} is no library of Linux: it does not begin as ELF files do`);
    }
    const number = header.readUInt16LE(18);
    const machine = machines.get(number) ?? `the machine of ELF number ${number}`;
    if (header[4] !== 2 || machine !== process.arch) {
      const bits = header[4] === 2 ? '' : ' with 32 bits';
      throw new NativeLibraryError(`${path} is made for ${machine}${bits}, this Node needs ${process.arch}`);
    }
    // The table of sections is the last thing in the file.
    const end = Number(header.readBigUInt64LE(40)) + header.readUInt16LE(58) * header.readUInt16LE(60);
    if (size < end) throw new NativeLibraryError(`${path} is cut off: it has ${size} bytes of ${end}`);
  } finally {
    closeSync(descriptor);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    throw new NativeLibraryError(
      link ? `${path} links to ${readlinkSync(path)}, which is missing` : `${path} is missing`,
    );
  }
}
