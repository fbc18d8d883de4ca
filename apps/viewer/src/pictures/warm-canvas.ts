/**
 * Has the page make its first canvas while it has nothing else to do. With it Chromium connects the page to its GPU process, and the page
 * stands still until that answers: at once now, half a second later on where training or the first pictures keep it busy.
 */
export function warmCanvas(): void {
  globalThis.requestIdleCallback?.(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 1;
    canvas.height = 1;
    canvas.getContext('2d', { willReadFrequently: true })?.putImageData(new ImageData(1, 1), 0, 0);
  });
}
