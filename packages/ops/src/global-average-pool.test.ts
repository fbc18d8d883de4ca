import { describeOp } from './testing/describe-op.ts';
import { globalAveragePoolCases } from './testing/pooling-cases.ts';

describeOp('globalAveragePool', globalAveragePoolCases);
