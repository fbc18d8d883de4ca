import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Takes what is dropped anywhere on the page, and shows that it would. */
export function PageDrop({ onDrop }: { readonly onDrop: (items: DataTransferItemList) => void }) {
  const over = useSignal(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      over.value = true;
    };
    const onLeave = (event: DragEvent) => {
      // Between two elements of the page there is a related one; out of the window there is none.
      if (event.relatedTarget === null) over.value = false;
    };
    const onDropped = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      over.value = false;
      if (event.dataTransfer !== null) onDrop(event.dataTransfer.items);
    };
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDropped);
    return () => {
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDropped);
    };
  }, [onDrop, over]);
  return over.value ? (
    <div class="drop" aria-hidden="true">
      <p>Drop to open the runs in it</p>
    </div>
  ) : null;
}
