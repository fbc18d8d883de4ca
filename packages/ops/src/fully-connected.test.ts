import { describeOp } from './testing/describe-op.ts';
import { fullyConnectedCases } from './testing/head-cases.ts';

describeOp('fullyConnected', fullyConnectedCases);
