/** How and where a chart is drawn; every chart takes these. */
export interface ChartOptions {
  /** Makes the elements: the page's own `document`, or one from `@procrustes/charts/node`. */
  readonly document: Document;
  /** Width of the drawing in CSS pixels, at which its text has its intended size; 640 unless told. */
  readonly width?: number;
  /** Adds a second drawing of this width, which the style sheet shows instead where the figure's place is narrow. */
  readonly narrowWidth?: number;
  /** Adds pointer tips with the exact numbers, which need a page that runs scripts; off unless told. */
  readonly interactive?: boolean;
  /** Of the ratios or norms, where a chart has both; logarithmic unless told. */
  readonly scale?: 'log' | 'linear';
}

export const defaultWidth = 640;
