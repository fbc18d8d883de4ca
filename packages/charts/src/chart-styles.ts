import type { Theme } from './palette.ts';
import { themeVariables } from './theme-variables.ts';

/** Options of {@link chartStyles}. */
export interface ChartStylesOptions {
  /** Lets `data-theme="light"` or `"dark"` on the root element choose, whatever the system prefers. */
  readonly switchable?: boolean;
}

/**
 * The style sheet of the charts: their colours in the light and the dark theme, and which drawing of a figure its place
 * shows. A page that shows charts includes it once.
 */
export function chartStyles({ switchable = false }: ChartStylesOptions = {}): string {
  const chosen = (theme: Theme): string =>
    `:root[data-theme="${theme}"]{color-scheme:${theme};${themeVariables(theme)}}\n`;
  return `:root{color-scheme:light dark;${themeVariables('light')}}
@media (prefers-color-scheme:dark){:root{${themeVariables('dark')}}}
${switchable ? chosen('light') + chosen('dark') : ''}@media print{${switchable ? ':root:root' : ':root'}{color-scheme:light;${themeVariables('light')}}}
.chart{margin:0}
.chart-drawings{container-type:inline-size}
.chart svg{display:block;width:100%;height:auto;overflow:visible;--plot-background:var(--chart-page)}
.chart .chart-narrow{display:none}
@container (max-width:500px){.chart .chart-wide{display:none}.chart .chart-narrow{display:block}}
.chart-raster{position:relative}
.chart-raster canvas{position:absolute;image-rendering:pixelated}
.chart-raster svg{position:relative}
.chart-legend svg{width:auto}
.ratio-still{display:none}
@media (prefers-reduced-motion:reduce),print{.ratio-still{display:inline}.ratio-moving{display:none}}
.chart-note{font-style:italic}`;
}
