import { type ReadonlySignal, useComputed } from '@preact/signals';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { cursor } from '../cursor.ts';
import { recordedSteps } from '../steps/recorded-steps.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { createPlayBack } from './play-back.ts';
import { Scrubber, scrubBy } from './scrubber.tsx';
import { listenToShortcuts } from './shortcuts.ts';

/** The scrubber over the steps of these runs, with its keys. */
export function Timeline({ runs }: { readonly runs: ReadonlySignal<readonly ViewedRun[]> }) {
  const steps = useComputed(() => recordedSteps(runs.value));
  const playBack = useMemo(() => createPlayBack(steps, cursor), [steps]);
  useLayoutEffect(() => {
    const scrub = (count: number) => () => {
      playBack.stop();
      scrubBy(count, steps.value, cursor);
    };
    const stopListening = listenToShortcuts(document, {
      back: scrub(-1),
      forward: scrub(1),
      follow: () => {
        playBack.stop();
        cursor.value = null;
      },
      play: () => (playBack.playing.value ? playBack.stop() : playBack.play()),
    });
    return () => {
      playBack.stop();
      stopListening();
    };
  }, [playBack, steps]);
  return <Scrubber steps={steps} cursor={cursor} playBack={playBack} />;
}
