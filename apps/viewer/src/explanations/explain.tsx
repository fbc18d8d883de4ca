import { useId, useRef } from 'preact/hooks';
import { type ExplanationName, explanations } from './explanations.ts';
import { Formula } from './formula.tsx';

/** A small button that opens the explanation of a quantity beside it; Escape, or a click elsewhere, closes it. */
export function Explain({ of }: { readonly of: ExplanationName }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const { term, sentence, formula } = explanations[of];
  const place = (event: Event) => {
    const box = event.currentTarget as HTMLElement;
    const { left, bottom } = (button.current as HTMLElement).getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    box.style.left = `${Math.max(8, Math.min(left - 12, clientWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${Math.max(8, Math.min(bottom + 8, clientHeight - box.offsetHeight - 8))}px`;
  };
  return (
    <span class="explain">
      <button
        ref={button}
        type="button"
        class="explain-button"
        popovertarget={id}
        aria-label={`What is: ${plain(term)}?`}
      >
        ?
      </button>
      <span id={id} popover="auto" role="note" class="explain-box" onToggle={place}>
        <strong>
          <Formula text={term} />
        </strong>
        <span>
          <Formula text={sentence} />
        </span>
        <span class="formula">
          <Formula text={formula} />
        </span>
      </span>
    </span>
  );
}

const plain = (term: string): string => term.replace(/_\{?(\w+)\}?/g, ' $1');
