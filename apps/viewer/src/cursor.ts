import { signal } from '@preact/signals';

/** The step that every picture points at; null follows the newest. */
export const cursor = signal<number | null>(null);
