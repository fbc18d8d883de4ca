import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  /** What helps to fill it in. */
  readonly hint?: ComponentChildren;
  /** What is wrong with what stands there. */
  readonly problem: string | undefined;
  readonly wide?: boolean;
  /** The control, with what ties it to its label, hint and problem. */
  children(control: {
    readonly id: string;
    readonly 'aria-describedby': string;
    readonly 'aria-invalid': boolean;
  }): JSX.Element;
}

/** A control with its label, a hint, and in place of that what is wrong. */
export function Field({ label, hint, problem, wide, children }: Props) {
  const id = useId();
  return (
    <div class={wide ? 'field field-wide' : 'field'}>
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-note`, 'aria-invalid': problem !== undefined })}
      <p id={`${id}-note`} class={problem === undefined ? 'hint' : 'problem'} aria-live="polite">
        {problem ?? hint}
      </p>
    </div>
  );
}
