/** Three stages at 32×32, 16×16 and 8×8 pixels; bottlenecks with expansion 4 (all of the papers' CIFAR networks). */
export const stages = [
  { name: 'layer1', width: 16, channels: 64, stride: 1 },
  { name: 'layer2', width: 32, channels: 128, stride: 2 },
  { name: 'layer3', width: 64, channels: 256, stride: 2 },
] as const;

/** Channels behind the last stage. */
export const lastChannels = 256;

/** Layers in one block of each of the three stages. */
export const layersPerBlock = 9;
