import type { RunProblem } from '../runs/run-library.ts';
import { CloseButton } from './close-button.tsx';

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
              <CloseButton label={`Dismiss: ${name}`} onClick={() => onDismiss(id)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
