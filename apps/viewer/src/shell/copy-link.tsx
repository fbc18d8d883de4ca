import { useSignal } from '@preact/signals';

/** Puts the link to this experiment into the clipboard; where that is refused, shows it to be copied by hand. */
export function CopyLink({ link }: { readonly link: () => string }) {
  const state = useSignal<'none' | 'copied' | 'refused'>('none');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link());
      state.value = 'copied';
    } catch {
      state.value = 'refused';
    }
  };
  return (
    <div class="copy-link">
      <button type="button" class="quiet" onClick={copy}>
        Copy link
      </button>
      <span role="status">{state.value === 'copied' ? 'Copied: it opens the page with these settings.' : ''}</span>
      {state.value === 'refused' ? (
        <input
          aria-label="Link to this experiment"
          readOnly
          value={link()}
          onFocus={(event) => event.currentTarget.select()}
        />
      ) : null}
    </div>
  );
}
