import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Where an element is: whether it is in sight or nearly so, and how wide. */
export interface Place {
  readonly inSight: boolean;
  /** CSS pixels, in steps that a reader cannot tell; 0 while it is not known, and what it was while it is too narrow for any chart. */
  readonly width: number;
}

// A scrollbar that comes and goes, or the last pixels of a drag, are no reason to draw again.
const widthStep = 8;

/** No card is narrower but for a moment, and a chart so narrow, drawn large again, would fill the page. */
const narrowest = 160;

/** Follows an element through scrolling and resizing. */
export function usePlace(element: RefObject<HTMLElement | null>): Place {
  const [place, setPlace] = useState<Place>({ inSight: false, width: 0 });
  useEffect(() => {
    const target = element.current as HTMLElement;
    const intersection = new IntersectionObserver(
      (entries) => {
        const inSight = entries.at(-1)?.isIntersecting ?? false;
        setPlace((was) => (was.inSight === inSight ? was : { ...was, inSight }));
      },
      { rootMargin: '300px' },
    );
    const resize = new ResizeObserver((entries) => {
      const width = Math.floor((entries.at(-1)?.contentRect.width ?? 0) / widthStep) * widthStep;
      setPlace((was) => (was.width === width || width < narrowest ? was : { ...was, width }));
    });
    intersection.observe(target);
    resize.observe(target);
    return () => {
      intersection.disconnect();
      resize.disconnect();
    };
  }, [element]);
  return place;
}
