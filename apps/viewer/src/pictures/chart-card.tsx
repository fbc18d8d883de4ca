import { type ChartOptions, type ChartScales, type ChartTable, chartScales, placeInDrawing } from '@procrustes/charts';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { cursor } from '../cursor.ts';
import { nearestStep } from '../steps/record-at.ts';
import { drawQueue } from './draw-queue.ts';
import { ExportMenu } from './export-menu.tsx';
import { prefersDark } from './prefers-dark.ts';
import { replaceDrawing } from './replace-drawing.ts';
import { stepForKey } from './step-for-key.ts';
import { useCursor } from './use-cursor.ts';
import { usePlace } from './use-place.ts';

/** Blocks of a picture's row, first and last inclusive. */
export type PointedBlocks = NonNullable<ReturnType<NonNullable<ChartScales['blocks']>>>;

export interface ChartCardProps {
  /** What the picture is, for its controls. */
  readonly name: string;
  /** What the names of its files are made of. */
  readonly file: readonly string[];
  /** Another function draws anew. */
  readonly draw: (options: ChartOptions) => HTMLElement;
  /** The steps that the picture has something at, ascending; left out where its axis is no axis of steps. */
  readonly steps?: readonly number[];
  /** The exact numbers at a step, in a line; null asks for the newest. Where the picture has rows of blocks, those under the pointer. */
  readonly readout?: (step: number | null, blocks: PointedBlocks | null) => string;
  /** The picture's data. */
  readonly table?: (() => ChartTable) | undefined;
  /** Milliseconds between two drawings, at least; 300 unless told. */
  readonly interval?: number;
  /** Controls that belong to the picture. */
  readonly children?: ComponentChildren;
}

/**
 * A chart in its place: drawn when it is in sight, at the width that it has, and again when its data, its width or the theme changes. What
 * was drawn stays until the new drawing is there. A line marks the cursor's step, and another the step under the pointer, whose numbers
 * stand below; a click and the arrow keys move the cursor.
 */
export function ChartCard({ name, file, draw, steps, readout, table, interval = 300, children }: ChartCardProps) {
  const slot = useRef<HTMLDivElement>(null);
  const figures = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const key = useRef({}).current;
  const [drawn, setDrawn] = useState(false);
  const scales = useRef<ChartScales | null>(null);
  const pointed = useRef<Pointed | null>(null);
  const { inSight, width } = usePlace(slot);
  const dark = prefersDark.value;

  const placeLayer = (): void => {
    const drawing = drawingIn(figures.current);
    if (!layer.current || !drawing) return;
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = drawing.parentElement as HTMLElement;
    const { style } = layer.current;
    style.left = `${offsetLeft}px`;
    style.top = `${offsetTop}px`;
    style.width = `${offsetWidth}px`;
    style.height = `${offsetHeight}px`;
  };
  const latest = useRef({ steps, readout });
  latest.current = { steps, readout };
  const showCursor = (): void => {
    const at = cursor.peek();
    const { steps: recorded = [], readout: read } = latest.current;
    const newest = recorded.at(-1) ?? 0;
    const text = read?.(pointed.current?.step ?? at, pointed.current?.blocks ?? null) ?? '';
    const line = slot.current?.parentElement?.querySelector('.chart-readout');
    if (line && line.textContent !== text) line.textContent = text;
    const target = layer.current;
    if (!target) return;
    mark(target, '.chart-cursor', scales.current, at ?? newest);
    mark(target, '.chart-pointer', scales.current, pointed.current?.step ?? null);
    setAll(target, {
      'aria-valuemin': String(recorded[0] ?? 0),
      'aria-valuemax': String(newest),
      'aria-valuenow': String(at ?? newest),
      'aria-valuetext': pointed.current === null ? text : (read?.(at, null) ?? ''),
    });
  };

  const shown = useRef<{ draw: unknown; width: number; dark: boolean } | null>(null);
  useEffect(() => {
    const { current } = shown;
    // Coming into sight again is no reason to draw the same again.
    const same = current?.draw === draw && current.width === width && current.dark === dark;
    if (!inSight || width === 0 || same) return;
    drawQueue.request(
      key,
      () => {
        const place = figures.current;
        if (!place) return;
        replaceDrawing(place, () => draw({ document, width, interactive: steps === undefined }));
        shown.current = { draw, width, dark };
        scales.current = figureScales(place);
        setDrawn(place.querySelector('.chart-note') === null);
        placeLayer();
        showCursor();
      },
      interval,
    );
  }, [draw, inSight, width, dark, interval]);
  useEffect(() => () => drawQueue.cancel(key), [key]);
  useEffect(() => {
    placeLayer();
    if (inSight) showCursor();
  });
  useCursor(() => {
    if (inSight) showCursor();
  });

  const point = (event: MouseEvent): Pointed | null => {
    const drawing = drawingIn(figures.current);
    const place = drawing && placeInDrawing(drawing, event);
    if (!place || !scales.current || steps === undefined) return null;
    const { top, bottom, step, blocks } = scales.current;
    const at = place.y < top || place.y > bottom ? null : step(place.x);
    const nearest = at === null ? null : nearestStep(steps, at);
    return nearest === null ? null : { step: nearest, blocks: blocks?.(place.y) ?? null };
  };
  const onPointerMove = (event: PointerEvent): void => {
    const now = event.type === 'pointerleave' ? null : point(event);
    if (now === null && pointed.current === null) return;
    pointed.current = now;
    showCursor();
  };
  const onClick = (event: MouseEvent): void => {
    const at = point(event);
    if (at !== null) cursor.value = at.step;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || steps === undefined) return;
    const step = stepForKey(event.key, steps, cursor.value);
    if (step === undefined) return;
    event.preventDefault();
    // The page has keys of its own for the same.
    event.stopPropagation();
    cursor.value = step;
  };

  return (
    <div class="chart-card">
      <div class="chart-tools">
        {children}
        <ExportMenu name={name} file={file} figure={figures} table={table} disabled={!drawn} />
      </div>
      {/* The keyboard has the slider inside for what the pointer does here. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: see above */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
      <div
        ref={slot}
        class={`chart-slot${steps === undefined ? '' : ' chart-steps'}`}
        onPointerMove={onPointerMove}
        onPointerLeave={onPointerMove}
        onClick={onClick}
      >
        <div ref={figures} />
        {steps !== undefined && (
          <div
            ref={layer}
            class="chart-layer"
            role="slider"
            tabIndex={0}
            hidden={!drawn}
            aria-label={`Step in ${name}`}
            aria-valuenow={0}
            onKeyDown={onKeyDown}
          >
            <div class="chart-cursor" hidden />
            <div class="chart-pointer" hidden />
          </div>
        )}
      </div>
      {readout !== undefined && <p class="chart-readout" />}
    </div>
  );
}

/** What the pointer is at. */
interface Pointed {
  readonly step: number;
  readonly blocks: PointedBlocks | null;
}

const drawingIn = (place: HTMLElement | null): Element | null => place?.querySelector('.chart-drawings > *') ?? null;

function figureScales(place: HTMLElement): ChartScales | null {
  const figure = place.querySelector('figure');
  return figure && chartScales(figure);
}

function mark(layer: HTMLElement, line: string, scales: ChartScales | null, step: number | null): void {
  const element = layer.querySelector<HTMLElement>(line);
  const x = step === null ? null : (scales?.x(step) ?? null);
  if (element === null) return;
  element.hidden = scales === null || x === null;
  if (scales === null || x === null) return;
  element.style.left = `${(100 * x) / scales.width}%`;
  element.style.top = `${(100 * scales.top) / scales.height}%`;
  element.style.height = `${(100 * (scales.bottom - scales.top)) / scales.height}%`;
}

function setAll(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [attribute, value] of Object.entries(attributes)) {
    if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  }
}
