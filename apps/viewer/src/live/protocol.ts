import type { BackendDevice } from '@procrustes/backends';
import type { MetricsRecord, NormTable, ProjectionRecord, RunDescription, ValidationRecord } from '@procrustes/runs';
import type { TraceVerdict } from '@procrustes/training';
import type { LiveSettings } from './live-settings.ts';
import type { CheckpointProbe, KernelValues } from './live-training.ts';

// What the page and the worker that trains say to each other. Many numbers go as arrays whose memory is handed over.

/** Where images come from. Files are handed over by reference; the worker reads them. */
export type ImageChoice =
  | { readonly kind: 'synthetic' }
  | { readonly kind: 'cifar10'; readonly url: string }
  | { readonly kind: 'files'; readonly files: readonly File[] };

/** Where a session goes on that another worker had. */
export interface Resumption {
  readonly descriptions: readonly RunDescription[];
  /** Of each net. */
  readonly checkpoints: readonly Uint8Array[];
}

/** What is asked for and answered, between two steps of training. */
export interface Exchanges {
  /** Whether files hold images: how many. */
  readonly files: { readonly ask: { readonly files: readonly File[] }; readonly answer: number };
  readonly kernels: { readonly ask: { readonly net: number; readonly site: string }; readonly answer: KernelValues[] };
  readonly checkpoint: {
    readonly ask: {
      readonly backend: string;
      readonly images: ImageChoice;
      readonly seed: number;
      readonly description: RunDescription;
      readonly bytes: Uint8Array;
      readonly name: string;
    };
    readonly answer: CheckpointProbe;
  };
  readonly trace: {
    readonly ask: { readonly backend: string; readonly bytes: Uint8Array; readonly name: string };
    readonly answer: TraceVerdict;
  };
}

export type Question = { [Kind in keyof Exchanges]: { readonly kind: Kind } & Exchanges[Kind]['ask'] }[keyof Exchanges];

export type Command =
  /** Builds the nets and takes so many steps. */
  | {
      readonly type: 'begin';
      readonly settings: LiveSettings;
      readonly images: ImageChoice;
      readonly steps: number;
      readonly resumption: Resumption | null;
    }
  /** Takes so many steps from now: 0 pauses, Infinity runs. */
  | { readonly type: 'go'; readonly steps: number }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question };

/** What a net recorded since the last report. */
export interface NetRecords {
  readonly metrics: readonly MetricsRecord[];
  readonly validation: readonly ValidationRecord[];
  readonly projections: readonly ProjectionRecord[];
  readonly norms: NormTable;
}

/** Why training does not go on. */
export type StopReason = 'paused' | 'finished' | 'lost' | 'failed';

export type Report =
  | { readonly type: 'preparing'; readonly message: string; readonly progress: number | null }
  | { readonly type: 'device'; readonly device: BackendDevice & { readonly name: string } }
  /** The nets are built. */
  | { readonly type: 'begun'; readonly descriptions: readonly RunDescription[] }
  /** Steps are being taken, and the shaders are compiled. */
  | { readonly type: 'running' }
  | { readonly type: 'records'; readonly nets: readonly NetRecords[] }
  /** Where another worker could go on: the state of each net behind that step. */
  | { readonly type: 'checkpoints'; readonly step: number; readonly bytes: readonly Uint8Array[] }
  | { readonly type: 'stopped'; readonly reason: StopReason; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Exchanges[keyof Exchanges]['answer'] }
  | { readonly type: 'refusal'; readonly id: number; readonly message: string };

/** The memory that a report hands over. */
export function transferred(report: Report): Transferable[] {
  switch (report.type) {
    case 'records':
      return report.nets.flatMap(({ norms: { gradient, activation } }) => buffersOf([gradient, activation]));
    case 'checkpoints':
      return buffersOf(report.bytes);
    case 'answer':
      return Array.isArray(report.answer) ? buffersOf(report.answer.map(({ values }) => values)) : [];
    default:
      return [];
  }
}

function buffersOf(arrays: readonly (ArrayBufferView | null)[]): Transferable[] {
  return [...new Set(arrays.flatMap((array) => (array === null ? [] : [array.buffer as ArrayBuffer])))];
}
