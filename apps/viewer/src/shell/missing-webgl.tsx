/** In place of the Live tab, where this browser cannot train. */
export function MissingWebgl({
  missing,
  onRuns,
}: {
  readonly missing: readonly string[];
  readonly onRuns: () => void;
}) {
  return (
    <section class="missing" aria-labelledby="missing-title">
      <h2 id="missing-title">This browser cannot train here</h2>
      <p>
        Training in the page runs on the graphics processor, in a worker. What is missing:{' '}
        <strong>{missing.join(', ')}</strong>.
      </p>
      <ul>
        <li>Use a current Firefox, Chrome, Edge or Safari.</li>
        <li>Where that is what you use, switch its hardware acceleration on, and update the graphics driver.</li>
        <li>
          On a machine without a graphics processor start Chrome with <code>--enable-unsafe-swiftshader</code>: slow,
          but it trains.
        </li>
      </ul>
      <p>Everything else works: runs that the trainer wrote open as always.</p>
      <button type="button" class="primary" onClick={onRuns}>
        Open runs
      </button>
    </section>
  );
}
