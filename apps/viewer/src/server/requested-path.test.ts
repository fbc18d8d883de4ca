import { describe, expect, it } from 'vitest';
import { requestedPath } from './requested-path.ts';

describe('requestedPath', () => {
  it.each<[string, string[], boolean]>([
    ['/', [], true],
    ['/?a=/../b#c', [], true],
    ['/index.html', ['index.html'], false],
    ['/api/runs/~/', ['api', 'runs', '~'], true],
    ['/api/runs/~/checkpoints/a%20b%3c.bin?x', ['api', 'runs', '~', 'checkpoints', 'a b<.bin'], false],
    ['/%E6%95%B0', ['数'], false],
    // Escaped twice: a name that has a percent sign in it.
    ['/%252e%252e', ['%2e%2e'], false],
  ])('%s', (target, parts, folder) => {
    expect(requestedPath(target)).toEqual({ parts, folder });
  });

  it.each([
    ...['', '*', 'index.html', 'http://127.0.0.1/index.html', '//', '//etc/passwd', '/a//b', '/a//', '?'],
    ...['/..', '/../', '/a/../b', '/%2e%2e/b', '/%2E./b', '/.%2e/b', '/./a', '/%2e', '/.git/config', '/%2eenv'],
    ...['/a%2fb', '/..%2fb', '/%2e%2e%2fb', '/..%5cb', '/..\\b', '/a\\b', '/%00', '/a%00.html', '/a%0d%0ab'],
    ...['/%', '/%zz', '/%c0%ae%c0%ae/b', '/%ff', '/%ed%a0%80'],
  ])('refuses %s', (target) => {
    expect(requestedPath(target)).toBeUndefined();
  });
});
