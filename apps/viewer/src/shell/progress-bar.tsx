/** How far long work has come, in [0, 1]. */
export function ProgressBar({ value, label }: { readonly value: number | null; readonly label: string }) {
  if (value === null) return null;
  const percent = Math.round(100 * Math.min(1, Math.max(0, value)));
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  );
}
