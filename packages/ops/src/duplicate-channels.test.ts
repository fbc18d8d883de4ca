import { describeOp } from './testing/describe-op.ts';
import { duplicateChannelsCases } from './testing/stream-cases.ts';

describeOp('duplicateChannels', duplicateChannelsCases);
