/** One of the official binary files. */
export interface CifarFile {
  readonly name: string;
  readonly records: number;
}

/** The official binary format of one data set: its files, and records of label bytes followed by 3 × 1024 bytes of pixels. */
export interface CifarLayout {
  readonly name: 'cifar10' | 'cifar100';
  readonly title: string;
  readonly classes: number;
  /** The number of values each label byte can have, in the order of the bytes; the last byte is the class. */
  readonly labelValues: readonly number[];
  /** The folder inside the official archive. */
  readonly folder: string;
  readonly archive: string;
  readonly train: readonly CifarFile[];
  readonly test: readonly CifarFile[];
}

const batch = (number: number): CifarFile => ({ name: `data_batch_${number}.bin`, records: 10_000 });

/** The two official binary formats (Krizhevsky, "Learning multiple layers of features from tiny images", 2009, and its web page). */
export const cifarLayouts: Readonly<Record<'cifar10' | 'cifar100', CifarLayout>> = {
  cifar10: {
    name: 'cifar10',
    title: 'CIFAR-10',
    classes: 10,
    labelValues: [10],
    folder: 'cifar-10-batches-bin',
    archive: 'cifar-10-binary.tar.gz',
    train: [1, 2, 3, 4, 5].map(batch),
    test: [{ name: 'test_batch.bin', records: 10_000 }],
  },
  cifar100: {
    name: 'cifar100',
    title: 'CIFAR-100',
    classes: 100,
    labelValues: [20, 100],
    folder: 'cifar-100-binary',
    archive: 'cifar-100-binary.tar.gz',
    train: [{ name: 'train.bin', records: 50_000 }],
    test: [{ name: 'test.bin', records: 10_000 }],
  },
};

/** The bytes of one record: 3073 for CIFAR-10, 3074 for CIFAR-100. */
export const recordBytes = (layout: CifarLayout): number => layout.labelValues.length + 3072;

/** The exact size of one of the files. */
export const fileBytes = (layout: CifarLayout, file: CifarFile): number => file.records * recordBytes(layout);
