import { type Signal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Glossary } from '../explanations/glossary.tsx';
import { setShortcuts, shortcuts, shortcutsOn } from './shortcuts.ts';

/** Keys, quantities, and what the page is about. */
export function HelpDialog({ open }: { readonly open: Signal<boolean> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    if (open.value) dialog.current?.showModal();
    else dialog.current?.close();
  });
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={() => {
        open.value = false;
      }}
    >
      <form method="dialog">
        <h2 id="help-title">Help</h2>
        <button type="submit" class="quiet">
          Close
        </button>
      </form>
      <p>
        A block of a residual net adds to what it is given, so the gradient comes back through it nearly as long as it
        went in. Where the width or the resolution changes there is no such skip, and there an ordinary ResNet fails; a
        Procrustes ResNet makes just these few layers keep the norm.{' '}
        <a href="https://arxiv.org/abs/1805.07477">The paper</a> proves it; here you can see it.
      </p>
      <h3>Keys</h3>
      <label class="check">
        <input
          type="checkbox"
          checked={shortcutsOn.value}
          onChange={(event) => setShortcuts(event.currentTarget.checked)}
        />
        Single keys act, outside of fields
      </label>
      <table class="keys">
        <tbody>
          {Object.values(shortcuts).map(({ key, label, does }) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{label}</kbd>
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>Quantities</h3>
      <Glossary />
    </dialog>
  );
}
