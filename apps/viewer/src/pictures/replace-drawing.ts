/**
 * Puts a new drawing in the place of the old one, at once: nothing in between is ever seen. Where a table in it was scrolled or had the
 * focus, the new one has. A drawing that fails leaves a sentence that says why.
 */
export function replaceDrawing(place: HTMLElement, draw: () => HTMLElement): void {
  let drawing: HTMLElement;
  try {
    drawing = draw();
  } catch (error) {
    drawing = place.ownerDocument.createElement('p');
    drawing.className = 'chart-note';
    drawing.textContent = `This picture cannot be drawn: ${error instanceof Error ? error.message : String(error)}`;
  }
  // Observable Plot names its marks; inside of an image, which has a name of its own, that is no name of anything.
  for (const mark of drawing.querySelectorAll('[role="img"] [aria-label]:not([role])')) {
    // The charts know the tip under the pointer by its name.
    if (mark.getAttribute('aria-label') === 'tip') mark.setAttribute('role', 'group');
    else mark.removeAttribute('aria-label');
  }
  const before = scrollers(place);
  const places = before.map(({ scrollLeft, scrollTop }) => ({ scrollLeft, scrollTop }));
  const focused = before.indexOf(place.ownerDocument.activeElement as HTMLElement);
  place.replaceChildren(drawing);
  const after = scrollers(place);
  for (const [index, scroller] of after.entries()) Object.assign(scroller, places[index]);
  after[focused]?.focus({ preventScroll: true });
}

const scrollers = (place: HTMLElement): HTMLElement[] => [...place.querySelectorAll<HTMLElement>('.chart-table')];
