/**
 * The eigen-decomposition G = V·diag(λ)·V* of a small complex Hermitian matrix by cyclic Jacobi rotations, in place and without allocation:
 * one object serves all frequencies of a kernel.
 * @see Golub & Van Loan, Matrix Computations, 4th ed., § 8.5
 */
export class HermitianJacobi {
  readonly size: number;
  /** The matrix to decompose; `decompose` overwrites it. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Eigenvalues, in no order. */
  readonly values: Float64Array;
  readonly #vectorsRe: Float64Array;
  readonly #vectorsIm: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.re = new Float64Array(size * size);
    this.im = new Float64Array(size * size);
    this.values = new Float64Array(size);
    this.#vectorsRe = new Float64Array(size * size);
    this.#vectorsIm = new Float64Array(size * size);
  }

  /** Fills `values`, and with `vectors` prepares `apply`. */
  decompose(vectors: boolean): void {
    const { size, re, im, values } = this;
    if (vectors) {
      this.#vectorsRe.fill(0);
      this.#vectorsIm.fill(0);
      for (let i = 0; i < size; i += 1) this.#vectorsRe[i * size + i] = 1;
    }
    let squares = 0;
    for (let i = 0; i < re.length; i += 1) squares += (re[i] as number) ** 2 + (im[i] as number) ** 2;
    const negligible = squares * 1e-33;
    for (let sweep = 0; sweep < 60; sweep += 1) {
      let rotated = false;
      for (let p = 0; p < size; p += 1) {
        for (let q = p + 1; q < size; q += 1) rotated = this.#rotate(p, q, negligible, vectors) || rotated;
      }
      if (!rotated) break;
    }
    for (let i = 0; i < size; i += 1) values[i] = re[i * size + i] as number;
  }

  /** Puts V·diag(gains)·V* into `re` and `im`, a gain for each of `values`. */
  apply(gains: Float64Array): void {
    const { size, re, im } = this;
    const vr = this.#vectorsRe;
    const vi = this.#vectorsIm;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        let real = 0;
        let imaginary = 0;
        for (let k = 0; k < size; k += 1) {
          const a = vr[i * size + k] as number;
          const b = vi[i * size + k] as number;
          const c = vr[j * size + k] as number;
          const d = vi[j * size + k] as number;
          const gain = gains[k] as number;
          real += gain * (a * c + b * d);
          imaginary += gain * (b * c - a * d);
        }
        re[i * size + j] = real;
        re[j * size + i] = real;
        im[i * size + j] = imaginary;
        im[j * size + i] = -imaginary;
      }
    }
  }

  /** One rotation that makes the entry (p, q) zero; false where it is that already. */
  #rotate(p: number, q: number, negligible: number, vectors: boolean): boolean {
    const { size, re, im } = this;
    const real = re[p * size + q] as number;
    const imaginary = im[p * size + q] as number;
    const square = real * real + imaginary * imaginary;
    if (square <= negligible) return false;
    const modulus = Math.sqrt(square);
    const app = re[p * size + p] as number;
    const aqq = re[q * size + q] as number;
    const tau = (aqq - app) / (2 * modulus);
    const tangent = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
    const cosine = 1 / Math.sqrt(1 + tangent * tangent);
    const sine = tangent * cosine;
    // e^{iθ} of the entry: column q is turned by its conjugate first, which makes the entry real.
    const er = real / modulus;
    const ei = imaginary / modulus;
    re[p * size + p] = app - tangent * modulus;
    re[q * size + q] = aqq + tangent * modulus;
    re[p * size + q] = 0;
    im[p * size + q] = 0;
    re[q * size + p] = 0;
    im[q * size + p] = 0;
    for (let k = 0; k < size; k += 1) {
      if (k === p || k === q) continue;
      const pr = re[k * size + p] as number;
      const pi = im[k * size + p] as number;
      const or = re[k * size + q] as number;
      const oi = im[k * size + q] as number;
      const qr = or * er + oi * ei;
      const qi = oi * er - or * ei;
      const newPr = cosine * pr - sine * qr;
      const newPi = cosine * pi - sine * qi;
      const newQr = sine * pr + cosine * qr;
      const newQi = sine * pi + cosine * qi;
      re[k * size + p] = newPr;
      im[k * size + p] = newPi;
      re[k * size + q] = newQr;
      im[k * size + q] = newQi;
      re[p * size + k] = newPr;
      im[p * size + k] = -newPi;
      re[q * size + k] = newQr;
      im[q * size + k] = -newQi;
    }
    if (vectors) this.#rotateVectors(p, q, cosine, sine, er, ei);
    return true;
  }

  #rotateVectors(p: number, q: number, cosine: number, sine: number, er: number, ei: number): void {
    const { size } = this;
    const vr = this.#vectorsRe;
    const vi = this.#vectorsIm;
    for (let k = 0; k < size; k += 1) {
      const pr = vr[k * size + p] as number;
      const pi = vi[k * size + p] as number;
      const or = vr[k * size + q] as number;
      const oi = vi[k * size + q] as number;
      const qr = or * er + oi * ei;
      const qi = oi * er - or * ei;
      vr[k * size + p] = cosine * pr - sine * qr;
      vi[k * size + p] = cosine * pi - sine * qi;
      vr[k * size + q] = sine * pr + cosine * qr;
      vi[k * size + q] = sine * pi + cosine * qi;
    }
  }
}
