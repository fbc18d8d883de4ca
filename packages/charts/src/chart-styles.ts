import { type PaletteColour, palette, type Theme } from './palette.ts';

/**
 * The style sheet of the charts: their colours in the light and the dark theme, and which drawing of a figure its place
 * shows. A page that shows charts includes it once.
 */
export function chartStyles(): string {
  return `:root{color-scheme:light dark;--chart-page:#ffffff;${variables('light')}}
@media (prefers-color-scheme:dark){:root{--chart-page:#14171c;${variables('dark')}}}
@media print{:root{color-scheme:light;--chart-page:#ffffff;${variables('light')}}}
.chart{margin:0}
.chart-drawings{container-type:inline-size}
.chart svg{display:block;width:100%;height:auto;overflow:visible;--plot-background:var(--chart-page)}
.chart .chart-narrow{display:none}
@container (max-width:500px){.chart .chart-wide{display:none}.chart .chart-narrow{display:block}}
.chart-legend svg{width:auto}
.ratio-still{display:none}
@media (prefers-reduced-motion:reduce),print{.ratio-still{display:inline}.ratio-moving{display:none}}
.chart-note{font-style:italic}`;
}

const variables = (theme: Theme): string =>
  palette()
    .map((colour: PaletteColour) => `${colour.variable}:${colour[theme]}`)
    .join(';');
