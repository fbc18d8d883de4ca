import { batchNormGradientCases, batchNormInferenceCases, batchNormTrainingCases } from './batch-norm-cases.ts';
import { channelAffineCases, channelSumCases, sumOfSquaresCases } from './channel-cases.ts';
import { convolutionCases, convolutionGradientCases } from './convolution-cases.ts';
import { flattenBatchCases, fullyConnectedCases, softmaxCrossEntropyCases } from './head-cases.ts';
import type { OpCase } from './op-case.ts';
import { averagePoolCases, globalAveragePoolCases, l2PoolCases } from './pooling-cases.ts';
import { stockCases } from './stock-cases.ts';
import {
  concatenateChannelsCases,
  duplicateChannelsCases,
  reluCases,
  reluGradientCases,
  residualSumCases,
} from './stream-cases.ts';

/** Every operation of this package, in the order of what builds on what, and the stock ones that the models also call. */
export const opCases: readonly OpCase[] = [
  ...stockCases,
  ...channelAffineCases,
  ...channelSumCases,
  ...sumOfSquaresCases,
  ...reluCases,
  ...reluGradientCases,
  ...residualSumCases,
  ...duplicateChannelsCases,
  ...concatenateChannelsCases,
  ...convolutionGradientCases,
  ...convolutionCases,
  ...batchNormGradientCases,
  ...batchNormTrainingCases,
  ...batchNormInferenceCases,
  ...globalAveragePoolCases,
  ...averagePoolCases,
  ...l2PoolCases,
  ...flattenBatchCases,
  ...fullyConnectedCases,
  ...softmaxCrossEntropyCases,
];
