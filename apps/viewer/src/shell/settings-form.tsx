import type { ComponentChildren } from 'preact';
import { type LiveSettings, liveFamilies } from '../live/live-settings.ts';
import { depthOf } from './depth-of.ts';
import { Field } from './field.tsx';
import { familyNames } from './setting-fields.ts';
import type { SettingsState } from './settings-state.ts';
import type { TrainingActions } from './training-actions.ts';

interface Props {
  readonly state: SettingsState;
  readonly actions: TrainingActions;
  /** How many CIFAR-10 images this address offers; null for none. */
  readonly offered: number | null;
  /** Of WebGL, where the browser has only WebGPU; empty else. */
  readonly missing: readonly string[];
  readonly webgpu: boolean;
}

/** What decides an experiment. */
export function SettingsForm({ state, actions, offered, missing, webgpu }: Props) {
  const settings = state.settings.value;
  const texts = state.texts.value;
  const problems = problemsOf(state, { offered, missing, webgpu });
  const edit = (name: keyof LiveSettings) => (text: string) => state.edit(name, text);
  const select = (
    name: keyof LiveSettings,
    label: string,
    options: readonly (readonly [string, string])[],
    hint?: ComponentChildren,
  ) => (
    <Field label={label} problem={problems[name]} hint={hint}>
      {(control) => (
        <select {...control} value={texts[name]} onChange={(event) => edit(name)(event.currentTarget.value)}>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  const number = (name: keyof LiveSettings, label: string, hint?: ComponentChildren, placeholder?: string) => (
    <Field label={label} problem={problems[name]} hint={hint}>
      {(control) => (
        <input
          {...control}
          inputMode={name === 'learningRate' ? 'decimal' : 'numeric'}
          autocomplete="off"
          placeholder={placeholder}
          value={texts[name]}
          onInput={(event) => edit(name)(event.currentTarget.value)}
        />
      )}
    </Field>
  );
  const families = liveFamilies.map((family) => [family, familyNames[family]] as const);
  return (
    <form
      class="settings"
      aria-label="Settings of the experiment"
      onSubmit={(event) => {
        event.preventDefault();
        actions.start();
      }}
    >
      {select('family', 'Net', families)}
      {select('beside', 'Beside it', [['none', 'None'], ...families], 'same seed and batches')}
      {number('blocks', 'Blocks per stage', depthHint(settings))}
      {select(
        'projection',
        'Projection',
        [
          ['exact', 'Exact'],
          ['off', 'Off'],
        ],
        projects(settings) ? undefined : 'these nets have nothing to project',
      )}
      {number('batchSize', 'Batch', 'images a step')}
      {number('learningRate', 'Learning rate', 'empty: the paper’s', '0.1')}
      {number('seed', 'Seed', 'of weights, order, coin')}
      {number('probeEvery', 'Probe every', 'steps')}
      {select('data', 'Images', [
        ['synthetic', 'Synthetic'],
        ['cifar10', offered === null ? 'CIFAR-10' : `CIFAR-10, ${offered.toLocaleString('en-GB')} of them`],
        ['files', 'Your own files'],
      ])}
      {select('backend', 'Computes on', [
        ['webgl', 'WebGL'],
        ['webgpu', 'WebGPU'],
      ])}
      {settings.data === 'files' ? (
        <Field
          label="CIFAR-10 binary files"
          hint={
            actions.images.value.length === 0 ? 'data_batch_1.bin and the like' : `${actions.images.value.length} read`
          }
          problem={undefined}
          wide
        >
          {(control) => (
            <input
              {...control}
              type="file"
              multiple
              accept=".bin,application/octet-stream"
              onChange={(event) => actions.useFiles([...(event.currentTarget.files ?? [])])}
            />
          )}
        </Field>
      ) : null}
      {/* Enter in a field starts. */}
      <button type="submit" hidden disabled={!actions.can.value.start} />
    </form>
  );
}

function problemsOf(
  state: SettingsState,
  { offered, missing, webgpu }: Pick<Props, 'offered' | 'missing' | 'webgpu'>,
): Partial<Record<keyof LiveSettings, string>> {
  const { data, backend } = state.settings.value;
  return {
    ...(data === 'cifar10' && offered === null
      ? {
          data: 'This address offers no CIFAR-10 images: serve the page with procrustes view after procrustes data fetch cifar10.',
        }
      : {}),
    ...(backend === 'webgpu' && !webgpu ? { backend: 'This browser has no WebGPU: choose WebGL.' } : {}),
    ...(backend === 'webgl' && missing.length > 0
      ? { backend: `This browser lacks ${missing.join(', ')}: choose WebGPU.` }
      : {}),
    ...state.problems.value,
  };
}

const depthHint = ({ family, beside, blocks }: LiveSettings): string =>
  beside === null || beside === family || depthOf(beside, blocks) === depthOf(family, blocks)
    ? `depth ${depthOf(family, blocks)}`
    : `depth ${depthOf(family, blocks)} and ${depthOf(beside, blocks)}`;

const projects = ({ family, beside }: LiveSettings): boolean =>
  [family, beside].some((net) => net === 'procresnet' || net === 'procresnet-2018');
