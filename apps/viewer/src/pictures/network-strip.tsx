import { numberText, ratioFill, runColour } from '@procrustes/charts';
import type { NormTable } from '@procrustes/runs';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { cursor } from '../cursor.ts';
import { recordAt } from '../steps/record-at.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { ratioAt } from './block-at.ts';
import { drawQueue } from './draw-queue.ts';
import { useCursor } from './use-cursor.ts';

interface Props {
  readonly run: ViewedRun;
  /** Of the runs that are shown together. */
  readonly index: number;
  /** Where the colours end, as in {@link ratioFill}. */
  readonly limit: () => number;
  /** Called with a block that was chosen. */
  readonly onChoose: (site: number) => void;
}

const kindNames: Record<NormTable['kinds'][number], string> = {
  stem: 'stem',
  identity: 'identity block',
  transition: 'transition',
  plain: 'plain block',
};

// About two frames of a screen: while the cursor is dragged the strip keeps up with it.
const interval = 30;

/** Every block of a net in forward order, coloured by its ratio at the cursor. Arrow keys move among them; choosing one tells more. */
export function NetworkStrip({ run, index, limit, onChoose }: Props) {
  const { sites, kinds } = run.norms;
  const blocks = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLParagraphElement>(null);
  const key = useRef({}).current;
  const fills = useRef<string[]>([]);
  const pointed = useRef<number | null>(null);
  const current = useRef(0);
  const id = useId();
  const latest = useRef({ run, limit });
  latest.current = { run, limit };

  const tell = (): void => {
    const target = line.current;
    if (target === null) return;
    const { norms } = latest.current.run;
    const record = recordAt(norms.steps, cursor.peek());
    const site = pointed.current ?? focusedSite(blocks.current);
    const text =
      record < 0
        ? 'Nothing recorded yet.'
        : site === null
          ? `Step ${norms.steps[record]}.`
          : `Step ${norms.steps[record]}, ${siteText(norms, record, site)}`;
    if (target.textContent !== text) target.textContent = text;
  };
  const colour = (): void => {
    const { norms } = latest.current.run;
    const record = recordAt(norms.steps, cursor.peek());
    const end = record < 0 ? 1 : latest.current.limit();
    const buttons = blocks.current?.children ?? [];
    for (let site = 0; site < buttons.length; site += 1) {
      const ratio = record < 0 ? null : ratioAt(norms, record, site);
      const fill = ratio === null ? 'none' : ratioFill(ratio, end);
      if (fills.current[site] === fill) continue;
      fills.current[site] = fill;
      (buttons[site] as HTMLElement).style.background = fill;
    }
    tell();
  };
  const request = (): void => drawQueue.request(key, colour, interval);

  useEffect(() => {
    fills.current = [];
  }, [sites]);
  useEffect(request, [run.norms, limit]);
  useEffect(() => () => drawQueue.cancel(key), [key]);
  useCursor(request);

  // By hand: that one of a thousand buttons is the one to tab to is no reason to render them all.
  const setCurrent = (site: number): void => {
    const buttons = blocks.current?.children ?? [];
    buttons[current.current]?.setAttribute('tabindex', '-1');
    buttons[site]?.setAttribute('tabindex', '0');
    current.current = site;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const row = blocksInRow(blocks.current);
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: current.current - 1,
      ArrowRight: current.current + 1,
      ArrowUp: current.current - row,
      ArrowDown: current.current + row,
      Home: 0,
      End: sites.length - 1,
      PageUp: current.current - 50,
      PageDown: current.current + 50,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const target = blocks.current?.children[Math.min(sites.length - 1, Math.max(0, to))];
    (target as HTMLElement | undefined)?.focus();
  };
  const siteOf = (event: Event): number | null => {
    const button = (event.target as Element).closest?.('button');
    return button ? Number(button.dataset.site) : null;
  };
  const point = (event: Event): void => {
    pointed.current = event.type === 'pointerleave' ? null : siteOf(event);
    tell();
  };
  const onFocus = (event: FocusEvent): void => {
    const site = siteOf(event);
    if (site !== null) setCurrent(site);
    tell();
  };
  // Thousands of buttons are compared only when they are other ones.
  const buttons = useMemo(
    () =>
      sites.map((site, place) => (
        <button
          key={place}
          type="button"
          class={`block block-${kinds[place]}`}
          data-site={place}
          tabIndex={place === 0 ? 0 : -1}
          aria-label={`${place}: ${site}, ${kindNames[kinds[place] ?? 'identity']}`}
          aria-describedby={`${id}-line`}
        />
      )),
    [sites, kinds, id],
  );

  return (
    <section class="network" aria-labelledby={`${id}-name`}>
      <h3 id={`${id}-name`}>
        <span class="chart-swatch" style={{ background: runColour(index) }} />
        {run.name}
      </h3>
      {sites.length === 0 ? (
        <p class="chart-note">No norms of this run were recorded.</p>
      ) : (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in */}
          <div
            ref={blocks}
            role="group"
            class={`blocks ${sizeOf(sites.length)}`}
            aria-label={`Blocks of ${run.name}, input first`}
            onKeyDown={onKeyDown}
            onPointerOver={point}
            onPointerLeave={point}
            onFocusIn={onFocus}
            onFocusOut={tell}
            onClick={(event) => {
              const site = siteOf(event);
              if (site !== null) onChoose(site);
            }}
          >
            {buttons}
          </div>
          <p ref={line} id={`${id}-line`} class="chart-readout" />
        </>
      )}
    </section>
  );
}

function siteText(norms: NormTable, record: number, site: number): string {
  const ratio = ratioAt(norms, record, site);
  const name = `${norms.sites[site]} (${kindNames[norms.kinds[site] ?? 'identity']})`;
  return ratio === null ? `${name}: no gradient of its input, so no ratio.` : `${name}: r = ${numberText(ratio, 4)}.`;
}

function focusedSite(blocks: HTMLElement | null): number | null {
  const focused = blocks?.ownerDocument.activeElement;
  return focused instanceof HTMLElement && blocks?.contains(focused) ? Number(focused.dataset.site) : null;
}

/** How many buttons the first row holds. */
function blocksInRow(blocks: HTMLElement | null): number {
  const buttons = [...(blocks?.children ?? [])] as HTMLElement[];
  const top = buttons[0]?.offsetTop;
  const second = buttons.findIndex((button) => button.offsetTop !== top);
  return second < 0 ? buttons.length : second;
}

const sizeOf = (blocks: number): string =>
  blocks <= 80 ? 'blocks-large' : blocks <= 350 ? 'blocks-medium' : 'blocks-small';
