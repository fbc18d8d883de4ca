import { useLayoutEffect, useRef } from 'preact/hooks';

/** A place for one drawing of the charts package, which knows no components. */
export function ChartPlace({ draw }: { readonly draw: (width: number) => Element }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = place.current as HTMLDivElement;
    element.replaceChildren(draw(Math.max(280, Math.min(720, element.clientWidth))));
  }, [draw]);
  return <div ref={place} />;
}
