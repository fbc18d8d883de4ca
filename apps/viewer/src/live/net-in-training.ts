import type { RunImages } from '@procrustes/data';
import type { RunDescription } from '@procrustes/runs';
import { sessionOfRun, type TrainingSession, trainStep } from '@procrustes/training';
import type { KernelValues } from './live-training.ts';
import { NetEvents } from './net-events.ts';
import type { NetRecords } from './protocol.ts';

/** One of the nets in training: its session, and what it told since that was last taken. */
export class NetInTraining {
  readonly description: RunDescription;
  readonly session: TrainingSession;
  readonly #images: RunImages;
  readonly #events = new NetEvents();

  /** @throws Error where the images are not those of the description */
  constructor(description: RunDescription, images: RunImages) {
    if (description.data.digest !== images.digest) {
      throw new Error(
        `the images are not those that ${description.model.name} began with; pick the same ones, or start anew`,
      );
    }
    this.description = description;
    this.#images = images;
    this.session = sessionOfRun(description, images.training);
  }

  /** One training step; behind the last of an epoch, the validation too. */
  async step(): Promise<void> {
    const { steps, probeEvery } = this.description;
    const { validation } = this.#images;
    const plan = { steps, probeEvery, ...(validation.labels.length > 0 && { validation }) };
    for await (const event of trainStep(this.session, plan)) this.#events.add(event);
  }

  takeRecords(): NetRecords {
    return this.#events.take();
  }

  /** The convolution kernels, HWIO, of the block that ends at a site. */
  async kernels(site: string): Promise<KernelValues[]> {
    const { network } = this.session.model;
    if (!network.sites.some(({ name }) => name === site)) {
      throw new Error(`${this.description.model.name} has no block that ends at '${site}'`);
    }
    const kernels: KernelValues[] = [];
    for (const [name, parameter] of network.namedParameters()) {
      if (parameter.layout !== 'hwio' || !name.startsWith(`${site}.`)) continue;
      kernels.push({ name, shape: parameter.shape, values: await parameter.values() });
    }
    return kernels;
  }
}
