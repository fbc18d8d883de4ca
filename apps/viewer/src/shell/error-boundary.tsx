import { Component, type ComponentChildren } from 'preact';

interface Props {
  /** What the panel is called in the message. */
  readonly name: string;
  readonly children: ComponentChildren;
}

/** Keeps a failure inside one panel: the message takes its place, and the rest of the page goes on. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | null }> {
  override state = { error: null };

  static override getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render({ name, children }: Props, { error }: { readonly error: Error | null }) {
    if (error === null) return children;
    return (
      <div class="failure" role="alert">
        <p>
          <strong>{name} could not be shown.</strong> The rest of the page goes on.
        </p>
        <p class="failure-detail">{error.message}</p>
        <button type="button" onClick={() => this.setState({ error: null })}>
          Try again
        </button>
      </div>
    );
  }
}
