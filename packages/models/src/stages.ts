/** Blocks that share a width and a grid. */
export interface Stage {
  /** What the names of its blocks begin with. */
  readonly name: string;
  /** Channels inside the bottlenecks. */
  readonly width: number;
  /** Channels of the stream: four times the width (expansion 4). */
  readonly channels: number;
  /** Of the step from the stage before, in pixels. */
  readonly stride: number;
  /** Height and width of the grid, in pixels; the first stage has the images'. */
  readonly size: number;
}

/** The three stages of all of the papers' CIFAR networks. */
export const stages = [
  { name: 'layer1', width: 16, channels: 64, stride: 1, size: 32 },
  { name: 'layer2', width: 32, channels: 128, stride: 2, size: 16 },
  { name: 'layer3', width: 64, channels: 256, stride: 2, size: 8 },
] as const satisfies readonly Stage[];

/** What the head looks at. */
export const lastStage = stages[2];
