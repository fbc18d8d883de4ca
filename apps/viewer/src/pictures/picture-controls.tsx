import { useId } from 'preact/hooks';
import { bandGamma, ratioScale, showsBand } from './picture-settings.ts';

/** How all pictures of ratios and norms are drawn: their scale, and the band of the theorem with its γ. */
export function PictureControls() {
  const id = useId();
  return (
    <div class="picture-controls">
      <label for={`${id}-scale`}>Scale of ratios and norms</label>
      <select
        id={`${id}-scale`}
        value={ratioScale.value}
        onChange={({ currentTarget }) => {
          ratioScale.value = currentTarget.value === 'linear' ? 'linear' : 'log';
        }}
      >
        <option value="log">logarithmic</option>
        <option value="linear">linear</option>
      </select>
      <label>
        <input
          type="checkbox"
          checked={showsBand.value}
          onChange={({ currentTarget }) => {
            showsBand.value = currentTarget.checked;
          }}
        />
        Theorem’s band
      </label>
      <label for={`${id}-gamma`}>γ</label>
      <input
        id={`${id}-gamma`}
        type="number"
        min="0"
        max="20"
        step="0.1"
        value={bandGamma.value}
        disabled={!showsBand.value}
        onInput={({ currentTarget }) => {
          const gamma = currentTarget.valueAsNumber;
          if (gamma >= 0 && gamma <= 20) bandGamma.value = gamma;
        }}
      />
    </div>
  );
}
