import { batchNormInferenceCases } from './testing/batch-norm-cases.ts';
import { describeOp } from './testing/describe-op.ts';

describeOp('batchNormInference', batchNormInferenceCases);
