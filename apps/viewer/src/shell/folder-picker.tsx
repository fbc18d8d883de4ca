import { useRef } from 'preact/hooks';
import type { RunLibrary } from '../runs/run-library.ts';

type DirectoryPicker = (options: { readonly mode: 'read' }) => Promise<FileSystemDirectoryHandle>;

/**
 * Opens a folder of the user's. Where the browser hands out the folder itself, a run in it can be followed while it is
 * written; else it hands out the files as they are now.
 */
export function FolderPicker({ library }: { readonly library: RunLibrary }) {
  const input = useRef<HTMLInputElement>(null);
  const picker = (window as { showDirectoryPicker?: DirectoryPicker }).showDirectoryPicker;
  const pick = async () => {
    if (picker === undefined) {
      input.current?.click();
      return;
    }
    let handle: FileSystemDirectoryHandle;
    try {
      handle = await picker.call(window, { mode: 'read' });
    } catch (error) {
      // Closed without a choice. Where the browser refuses (in a frame, by policy), files will do.
      if ((error as Error).name !== 'AbortError') input.current?.click();
      return;
    }
    await library.openDirectory(handle);
  };
  return (
    <>
      <button type="button" class="primary" onClick={pick}>
        Open a folder…
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label="Folder of runs"
        {...{ webkitdirectory: true }}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same folder can be picked again.
          event.currentTarget.value = '';
          if (files.length > 0) void library.openFiles(files);
        }}
      />
    </>
  );
}
