import type { RunProblem } from '../runs/run-library.ts';

interface Props {
  readonly problems: readonly RunProblem[];
  readonly onDismiss: (id: string) => void;
}

/** What could not be opened, or not read on, and why. */
export function ProblemList({ problems, onDismiss }: Props) {
  return (
    <div role="alert">
      {problems.length === 0 ? null : (
        <ul class="problems">
          {problems.map(({ id, name, message }) => (
            <li key={id}>
              <p>
                <strong>{name}</strong> {message}
              </p>
              <button type="button" class="icon" aria-label={`Dismiss: ${name}`} onClick={() => onDismiss(id)}>
                <svg viewBox="0 0 16 16" aria-hidden="true">
                  <path d="M4 3l4 4 4-4 1 1-4 4 4 4-1 1-4-4-4 4-1-1 4-4-4-4z" />
                </svg>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
