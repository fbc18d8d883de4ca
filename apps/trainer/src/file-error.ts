/** A file or folder that cannot be used as asked: which one, why, and what to do. Exit status 1. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** What the system says of a disk that takes no more, and what to do about it. */
export const diskFaults: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: make room on it',
  EDQUOT: 'the disk quota is used up: make room in it',
  EROFS: 'the disk is read-only: make it writable',
  EIO: 'the disk does not work as it should: see to it',
};

/** What it says of a path, behind which stands what to do. */
const pathFaults: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist, since a part of that path is a file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EEXIST: 'exists already',
  ELOOP: 'is a link that leads back to itself',
  ENAMETOOLONG: 'has too long a name',
};

/** The code of an error of the system, such as ENOENT; '' of any other error. */
export function systemCode(error: unknown): string {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string' ? code : '';
}

/**
 * What an error of the system says of a path, in plain words: `x.bin: does not exist`. Without words for its code, the system's own.
 * @param remedy what to do, which follows it
 */
export function fileError(error: unknown, path: string, remedy: string): FileError {
  const code = systemCode(error);
  const { message } = error as Error;
  const fault = pathFaults[code] ?? (code in diskFaults ? `${diskFaults[code]} (${message})` : message);
  return new FileError(`${shown(path)}: ${fault}; ${remedy}`, { cause: error });
}

/** An error of the system that nobody has explained, in plain words where it names a path; any other error as it is. */
export function explainFileError(error: unknown): unknown {
  const { path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const code = systemCode(error);
  if (typeof path !== 'string' || syscall?.startsWith('spawn') || !(code in pathFaults || code in diskFaults))
    return error;
  const remedy = /^E(ACCES|PERM)$/.test(code)
    ? `give yourself the right to it (${syscall}), or name another place`
    : `see to it, or name another place (${syscall})`;
  return fileError(error, path, remedy);
}

function shown(path: string): string {
  return path === '' ? '(an empty path)' : path;
}
