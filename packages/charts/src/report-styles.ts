import { chartStyles } from './chart-styles.ts';

/** The style sheet of the report: the charts' own and that of the page around them. */
export const reportStyles = (): string => `${chartStyles()}
:root{--text:#1a1d21;--quiet:#565d66;--line:#d9dce1;--panel:#f7f7f5;--warning:#8d1420;--warning-text:#fff}
@media (prefers-color-scheme:dark){:root{--text:#e8eaed;--quiet:#a3abb6;--line:#343a43;--panel:#1b1f25;--warning:#ffb4a8;--warning-text:#2a0806}}
@media print{:root{--text:#1a1d21;--quiet:#565d66;--line:#d9dce1;--panel:#f7f7f5;--warning:#8d1420;--warning-text:#fff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--chart-page);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main,header,footer{max-width:1720px;margin:0 auto;padding:0 clamp(16px,3vw,48px)}
header{padding-top:clamp(24px,4vw,56px)}
h1{font-size:clamp(1.5rem,1.1rem + 1.6vw,2.3rem);line-height:1.2;letter-spacing:-.015em;margin:0 0 .5rem;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.3rem;letter-spacing:-.01em;margin:3rem 0 .25rem;padding-top:1.25rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:0 0 .35rem;overflow-wrap:anywhere}
p{max-width:72ch;margin:.4rem 0}
.lead,figcaption,caption,footer,.chart-note{color:var(--quiet)}
.lead{font-size:1.05rem}
figcaption{font-size:.86rem;line-height:1.45;max-width:80ch;margin-top:.35rem}
var{font-style:italic}
sub{font-size:.75em;line-height:0}
.banner,.synthetic,.marked{background:var(--warning);color:var(--warning-text)}
.banner{padding:.7rem 1rem;border-radius:6px;font-weight:700;margin:1rem 0;max-width:none}
.synthetic,.marked{padding:.05em .5em;border-radius:4px;letter-spacing:.03em;white-space:nowrap}
.warning{color:var(--warning);font-weight:600;overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,560px),1fr));gap:2rem clamp(1.5rem,3vw,3.5rem);margin-top:1.25rem}
.figures>*{min-width:0;max-width:840px}
.chart-legend{font-size:.8125rem;min-height:2.1em;display:flex;align-items:center}
.chart-legend>*{flex-wrap:wrap;overflow-wrap:anywhere}
.ratio-legend{display:flex;flex-wrap:wrap;align-items:center;gap:.1rem .6rem}
.ratio-legend svg{max-width:100%;flex:none;width:min(300px,100%)}
.chart-swatch{display:inline-block;width:.85em;height:.85em;margin-right:.4em;vertical-align:-.08em;border:1px solid currentColor}
.chart-table{overflow-x:auto;margin:1rem 0}
.chart-table:focus-visible{outline:2px solid var(--chart-run-1);outline-offset:2px}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{caption-side:bottom;text-align:left;font-size:.86rem;padding-top:.5rem;position:sticky;left:0;max-width:min(80ch,calc(100vw - 34px))}
th,td{text-align:left;vertical-align:top;padding:.4rem 1.4rem .4rem 0;border-bottom:1px solid var(--line)}
thead th{vertical-align:bottom;font-weight:600;line-height:1.3;min-width:5.5rem}
tbody th{font-weight:600;overflow-wrap:break-word;min-width:6.5rem;max-width:22rem}
.results td{font-size:1.15rem;white-space:nowrap}
footer{margin-top:3.5rem;padding-top:1rem;padding-bottom:2.5rem;font-size:.86rem;overflow-wrap:anywhere}
@media print{body{font-size:10.5pt}h2{break-after:avoid}figure,tr{break-inside:avoid}.figures{grid-template-columns:1fr 1fr;gap:1rem}.chart-table{overflow:visible}}
`;
