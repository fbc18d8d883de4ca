import type { ReadonlySignal } from '@preact/signals';
import { Fragment } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { LiveTraining } from '../live/live-training.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { BlockDetails } from './block-details.tsx';
import { CurvesCard } from './curves-card.tsx';
import { DeviationCard } from './deviation-card.tsx';
import { HeatmapCard } from './heatmap-card.tsx';
import { HistogramCard } from './histogram-card.tsx';
import { LearningCard } from './learning-card.tsx';
import { NetworkStrip } from './network-strip.tsx';
import { PictureControls } from './picture-controls.tsx';
import './pictures.css';
import { ProfileCard } from './profile-card.tsx';
import { RatioCache } from './ratio-cache.ts';
import { ReceiptsCard } from './receipts-card.tsx';
import { sharedRatios } from './shared-ratios.ts';
import { SpectrumAtCursorCard } from './spectrum-at-cursor-card.tsx';
import { SpectrumCard } from './spectrum-card.tsx';
import { usePrepared } from './use-prepared.ts';
import { useSame } from './use-same.ts';

export interface PicturesProps {
  readonly runs: ReadonlySignal<readonly ViewedRun[]>;
  /** Asked for the kernels of the runs that it trains; null where there is none. */
  readonly live: LiveTraining | null;
}

/** All pictures of these runs; those that compare have the same scales. */
export function Pictures({ runs, live }: PicturesProps) {
  const [chosen, setChosen] = useState<{ readonly run: string; readonly site: number } | null>(null);
  const cache = useMemo(() => new RatioCache(), []);
  const list = usePrepared(runs.value, cache);
  useEffect(() => cache.keep(runs.value), [cache, runs.value]);

  const norms = useSame(list.flatMap(({ id, name, norms }) => [id, name, norms, norms.steps.length]));
  // Metrics alone make no new ratios.
  const shared = useMemo(() => sharedRatios(list, cache), [cache, norms]);
  const probed = useMemo(() => list, [norms]);
  const learnt = useSame(
    list.flatMap(({ id, name, metrics, validation }) => [
      id,
      name,
      metrics,
      metrics.length,
      validation,
      validation.length,
    ]),
  );
  const trained = useMemo(() => list, [learnt]);

  if (list.length === 0) return null;
  const place = list.findIndex(({ id }) => id === chosen?.run);
  const detailed = list[place];
  return (
    <div class="pictures">
      <section class="networks" aria-label="Networks">
        {list.map((run, index) => (
          <NetworkStrip
            key={run.id}
            run={run}
            index={index}
            limit={shared.limit}
            onChoose={(site) => setChosen({ run: run.id, site })}
          />
        ))}
      </section>
      <PictureControls />
      <div class="figures">
        {list.map((run, index) => (
          <HeatmapCard key={run.id} run={run} index={index} shared={shared} />
        ))}
        <DeviationCard runs={probed} shared={shared} />
        {list.map((run, index) => (
          <CurvesCard key={run.id} run={run} index={index} shared={shared} />
        ))}
        <ProfileCard runs={probed} />
        <HistogramCard runs={probed} shared={shared} />
        <LearningCard runs={trained} quantity="loss" />
        <LearningCard runs={trained} quantity="accuracy" />
        {list.map((run) => (
          <Fragment key={run.id}>
            <SpectrumCard run={run} />
            <SpectrumAtCursorCard run={run} />
          </Fragment>
        ))}
      </div>
      {list.map((run) => (
        <ReceiptsCard key={run.id} run={run} />
      ))}
      {chosen !== null && detailed !== undefined && (
        <BlockDetails run={detailed} index={place} site={chosen.site} live={live} onClose={() => setChosen(null)} />
      )}
    </div>
  );
}
