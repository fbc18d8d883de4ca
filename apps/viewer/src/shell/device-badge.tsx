import type { LiveTraining } from '../live/live-training.ts';

/** Backend, device and precision, as they were found; a CPU that plays a GPU is called that. */
export function DeviceBadge({ device }: { readonly device: LiveTraining['device']['value'] }) {
  if (device === null) return <p class="badge badge-idle">no backend started yet</p>;
  const { name, device: chip, precision, processor } = device;
  return (
    <p class="badge">
      <span class="badge-name">{name}</span>
      <span class="badge-device" title={chip}>
        {chip}
      </span>
      <span>{precision}</span>
      {processor === 'software rasteriser' ? (
        <strong class="badge-warning">software rasteriser: the CPU plays a GPU, slowly</strong>
      ) : null}
    </p>
  );
}
