interface Props {
  /** What it does, for who cannot see the cross. */
  readonly label: string;
  readonly onClick: () => void;
}

/** A cross that takes something away. */
export function CloseButton({ label, onClick }: Props) {
  return (
    <button type="button" class="icon" aria-label={label} onClick={onClick}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M4 3l4 4 4-4 1 1-4 4 4 4-1 1-4-4-4 4-1-1 4-4-4-4z" />
      </svg>
    </button>
  );
}
