import { describeOp } from './testing/describe-op.ts';
import { flattenBatchCases } from './testing/head-cases.ts';

describeOp('flattenBatch', flattenBatchCases);
