/** A quantity in one sentence and as a formula; `r_l` and `x_{l+1}` stand for symbols with an index. */
export interface Explanation {
  readonly term: string;
  readonly sentence: string;
  readonly formula: string;
}

/** Every quantity that the page shows. */
export const explanations = {
  ratio: {
    term: 'Norm ratio r_l',
    sentence:
      'By how much block l changes the norm of the gradient on its way back through the net: at 1 it keeps it, below 1 it shrinks it, above 1 it grows it.',
    formula: 'r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖',
  },
  deviation: {
    term: 'Mean |r − 1|',
    sentence:
      'How far the blocks of one kind are from keeping the norm, on average over them at one step; 0 is perfect preservation.',
    formula: 'mean |r − 1| = (1/n) Σ_l |r_l − 1|',
  },
  gradient: {
    term: 'Gradient norm',
    sentence:
      'The length of the gradient of the loss with respect to the activations at the boundary of block l, over the whole batch.',
    formula: '‖∂E/∂x_l‖ = √(Σ_i (∂E/∂x_{l,i})²)',
  },
  activation: {
    term: 'Activation norm',
    sentence: 'The length of the activations themselves at the boundary of block l, over the whole batch.',
    formula: '‖x_l‖ = √(Σ_i x_{l,i}²)',
  },
  sigma: {
    term: 'Singular values σ',
    sentence:
      'By how much a layer stretches each of its principal directions, taken as a linear map of whole images; a projection sets all of them to one target.',
    formula: 'σ_i(A) = √(λ_i(AᵀA)), target σ = √(n_{out} / n_{in})',
  },
  band: {
    term: 'The theorem’s band',
    sentence:
      'For a linear net of L ≥ 3γ residual blocks some best solution keeps every ratio this close to 1, so that deeper nets preserve norms better (Hardt & Ma 2017).',
    formula: '1 − c/L ≤ r_l ≤ 1 + c/L, c = 2(√π + √(3γ))², γ = max(|log σ_{max}|, |log σ_{min}|)',
  },
  loss: {
    term: 'Loss E',
    sentence:
      'The cross-entropy: how surprised the net is by the right classes, on average over the batch, in nats; guessing among ten classes gives ln 10 ≈ 2.303.',
    formula: 'E = −(1/n) Σ_i ln p_i(y_i)',
  },
  accuracy: {
    term: 'Accuracy',
    sentence: 'The share of the batch whose likeliest class is the right one; guessing among ten classes gives 10 %.',
    formula: 'accuracy = (1/n) Σ_i [argmax p_i = y_i]',
  },
} as const satisfies Readonly<Record<string, Explanation>>;

export type ExplanationName = keyof typeof explanations;
