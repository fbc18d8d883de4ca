/** A run as the index lists it. */
export interface ServedRun {
  /** Safe in a URL, and the same as long as the run is where it is: its files are at `api/runs/<id>/…`. */
  readonly id: string;
  /** The name of its folder. */
  readonly name: string;
  /** Its folder, relative to the one that is served, with `/` between the parts; `.` is that one itself. */
  readonly path: string;
}

/** Images to train on, in the binary format of CIFAR-10: 3,073 bytes each. */
export interface ServedImages {
  readonly dataset: 'cifar10';
  readonly count: number;
  /** Relative to the page. */
  readonly url: string;
}

/** What `api/index.json` holds: all that the page may ask this server for. */
export interface ServedIndex {
  /** The version of the server. */
  readonly procrustes: string;
  /** The name of the folder of runs; null where none is served. */
  readonly folder: string | null;
  readonly runs: readonly ServedRun[];
  /** Whether there are more runs than were looked for. */
  readonly truncated: boolean;
  /** Null where the machine has none. */
  readonly images: ServedImages | null;
}

/** What `api/runs/<id>/` holds. */
export interface ServedRunFiles {
  /** Relative to the run, with `/` between the parts, sorted. */
  readonly files: readonly string[];
}
