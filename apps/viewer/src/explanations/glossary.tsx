import { explanations } from './explanations.ts';
import { Formula } from './formula.tsx';

/** Every quantity of the page in one sentence, with its formula. */
export function Glossary() {
  return (
    <dl class="glossary">
      {Object.entries(explanations).map(([name, { term, sentence, formula }]) => (
        <div key={name}>
          <dt>
            <Formula text={term} />
          </dt>
          <dd>
            <Formula text={sentence} />
            <span class="formula">
              <Formula text={formula} />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
