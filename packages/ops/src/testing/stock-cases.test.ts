import { describeOp } from './describe-op.ts';
import { stockCases } from './stock-cases.ts';

for (const op of new Set(stockCases.map((stock) => stock.op))) describeOp(op, stockCases);
