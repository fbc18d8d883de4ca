import type { CachedTrainingFile } from '@procrustes/data/node';

/** What one server serves. Folders are absolute, without symbolic links. */
export interface Site {
  /** The built page. */
  readonly page: string;
  /** The folder of runs, or of one; null for none. */
  readonly runs: () => Promise<string | null>;
  /** CIFAR-10 on this machine, where it is. */
  readonly images: () => Promise<CachedTrainingFile | undefined>;
  readonly version: string;
  readonly onError: (error: unknown) => void;
}
