import { channelSumCases } from './testing/channel-cases.ts';
import { describeOp } from './testing/describe-op.ts';

describeOp('channelSum', channelSumCases);
