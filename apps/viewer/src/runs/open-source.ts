import { DirectorySource, FilesSource, HttpSource, type RunSource } from '@procrustes/runs';
import type { RunPlace } from './reading-protocol.ts';

/** The run at a place. */
export function openSource(place: RunPlace): RunSource {
  if (place.kind === 'files') return new FilesSource(place.name, place.files);
  if (place.kind === 'directory') return new DirectorySource(place.folder, place.name);
  return new HttpSource(place.name, place.address);
}
