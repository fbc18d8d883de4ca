import { describe, expect, it } from 'vitest';
import { defaultCacheFolder } from './cache-folder.ts';

describe('defaultCacheFolder', () => {
  it('is the variable if set, else a folder called procrustes', () => {
    expect(defaultCacheFolder({ PROCRUSTES_CACHE: '/elsewhere' })).toBe('/elsewhere');
    expect(defaultCacheFolder({})).toMatch(/procrustes/);
    expect(defaultCacheFolder({ PROCRUSTES_CACHE: '' })).toBe(defaultCacheFolder({}));
  });
});
