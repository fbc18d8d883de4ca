/** Has the browser save a file, as if a link to it had been followed. */
export function download(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // The browser may take the file only after this task.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
