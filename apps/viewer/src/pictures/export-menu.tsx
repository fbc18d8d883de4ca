import type { ChartTable } from '@procrustes/charts';
import type { RefObject } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { type ChartFormat, chartFile } from './chart-file.ts';
import { download } from './download.ts';

interface Props {
  /** The picture's name, for the button. */
  readonly name: string;
  readonly file: readonly string[];
  readonly figure: RefObject<HTMLElement | null>;
  readonly table: (() => ChartTable) | undefined;
  readonly disabled: boolean;
}

const titles: Record<ChartFormat, string> = {
  svg: 'Picture, scalable (SVG)',
  png: 'Picture (PNG)',
  csv: 'Data (CSV)',
};

/** A menu of the files that a picture can be saved as. */
export function ExportMenu({ name, file, figure, table, disabled }: Props) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState('');
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const hasDrawing = figure.current?.querySelector('.chart-drawings > *') != null;
  const formats: ChartFormat[] = [
    ...(hasDrawing ? (['svg', 'png'] as const) : []),
    ...(table ? (['csv'] as const) : []),
  ];

  useEffect(() => {
    if (!open) return;
    items(menu.current)[0]?.focus();
    const closeOutside = (event: PointerEvent): void => {
      const target = event.target as Node;
      if (!menu.current?.contains(target) && !button.current?.contains(target)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = items(menu.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at + all.length - 1) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const target = next[event.key];
    if (target !== undefined) all[target]?.focus();
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab') {
      setOpen(false);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const save = async (format: ChartFormat): Promise<void> => {
    close();
    try {
      download(await chartFile(format, { file, figure: drawnFigure(figure.current), table }));
      setProblem('');
    } catch (error) {
      setProblem(`Could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  return (
    <div class="export-menu">
      {problem !== '' && <span role="alert">{problem}</span>}
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={`Save ${name}`}
        disabled={disabled || formats.length === 0}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open) return;
          event.preventDefault();
          event.stopPropagation();
          setOpen(true);
        }}
      >
        Save
      </button>
      {open && (
        <div ref={menu} id={id} role="menu" tabIndex={-1} aria-label={`Save ${name} as`} onKeyDown={onKeyDown}>
          {formats.map((format) => (
            <button key={format} type="button" role="menuitem" tabIndex={-1} onClick={() => void save(format)}>
              {titles[format]}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

const items = (menu: HTMLElement | null): HTMLElement[] => [
  ...(menu?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? []),
];

/** The figure itself, or what stands in its place. */
const drawnFigure = (place: HTMLElement | null): HTMLElement =>
  place?.querySelector<HTMLElement>('figure') ?? (place as HTMLElement);
