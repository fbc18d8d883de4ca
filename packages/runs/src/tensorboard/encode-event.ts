import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Histogram } from './histogram.ts';

/** What one event tells. */
export type EventContent =
  /** The first event of every file. */
  | { readonly type: 'version' }
  /** A run goes on: what earlier files have of this step and later no longer holds. */
  | { readonly type: 'restart' }
  | {
      readonly type: 'summary';
      readonly scalars: Readonly<Record<string, number>>;
      readonly histograms?: Readonly<Record<string, Histogram>>;
    };

/** An event of TensorBoard. */
export interface Event {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly content: EventContent;
}

/** SessionLog.START */
const start = 1;

/**
 * An event as a message of TensorBoard's protocol buffers (`event.proto`, `summary.proto` and `histogram.proto` of
 * `tensorboard/compat/proto`, whose field numbers stand here). Scalars are kept in float32.
 */
export function encodeEvent({ wallTime, step, content }: Event): Uint8Array {
  const event = new BinaryWriter();
  event.tag(1, WireType.Bit64).double(wallTime);
  if (step !== 0) event.tag(2, WireType.Varint).int64(step);
  if (content.type === 'version') event.tag(3, WireType.LengthDelimited).string('brain.Event:2');
  else if (content.type === 'restart') {
    event.tag(7, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int32(start).join();
  } else {
    event.tag(5, WireType.LengthDelimited).fork();
    for (const [tag, value] of Object.entries(content.scalars)) {
      writeValue(event, tag, () => event.tag(2, WireType.Bit32).float(value));
    }
    for (const [tag, histogram] of Object.entries(content.histograms ?? {})) {
      writeValue(event, tag, () => writeHistogram(event, histogram));
    }
    event.join();
  }
  return event.finish();
}

/** A value of a Summary. */
function writeValue(summary: BinaryWriter, tag: string, write: () => void): void {
  summary.tag(1, WireType.LengthDelimited).fork();
  summary.tag(1, WireType.LengthDelimited).string(tag);
  write();
  summary.join();
}

function writeHistogram(value: BinaryWriter, histogram: Histogram): void {
  const { min, max, count, sum, sumOfSquares, limits, counts } = histogram;
  value.tag(5, WireType.LengthDelimited).fork();
  for (const [index, number] of [min, max, count, sum, sumOfSquares].entries()) {
    value.tag(index + 1, WireType.Bit64).double(number);
  }
  for (const [field, numbers] of [[6, limits] as const, [7, counts] as const]) {
    value.tag(field, WireType.LengthDelimited).fork();
    for (const number of numbers) value.double(number);
    value.join();
  }
  value.join();
}
