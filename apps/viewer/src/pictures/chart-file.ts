import { type ChartTable, csv, pngOf, standaloneSvg } from '@procrustes/charts';
import { fileName } from './file-name.ts';

/** What a picture can be saved as. */
export type ChartFormat = 'svg' | 'png' | 'csv';

export interface ChartSource {
  /** What the file's name is made of. */
  readonly file: readonly string[];
  readonly figure: HTMLElement;
  readonly table: (() => ChartTable) | undefined;
}

const types: Record<ChartFormat, string> = { svg: 'image/svg+xml', png: 'image/png', csv: 'text/csv' };

// Twice as many pixels as on the page: sharp in print too.
const pngScale = 2;

/**
 * A picture of the page, or its data, as a file.
 *
 * @throws Error where it has no drawing or no data
 */
export async function chartFile(format: ChartFormat, { file, figure, table }: ChartSource): Promise<File> {
  return new File([await content(format, figure, table)], fileName(file, format), { type: types[format] });
}

async function content(format: ChartFormat, figure: HTMLElement, table: ChartSource['table']): Promise<string | Blob> {
  if (format === 'csv') {
    if (table === undefined) throw new Error('this picture has no table of its data');
    return csv(table());
  }
  const svg = standaloneSvg(figure);
  return format === 'svg' ? svg : pngOf(svg, { document: figure.ownerDocument, scale: pngScale });
}
