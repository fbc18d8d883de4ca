/**
 * Whether a name is that of one file or folder, and not hidden: no `..`, no other name that begins with a dot, no slash or backslash,
 * no control character; on Windows no colon either, which begins a drive or a stream there.
 */
export function isPlainName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  const refused = platform === 'win32' ? /^\.|[/\\:\p{Cc}]/u : /^\.|[/\\\p{Cc}]/u;
  return name !== '' && !refused.test(name);
}
