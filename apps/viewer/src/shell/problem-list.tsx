/** What could not be opened, and why. */
export function ProblemList({
  problems,
}: {
  readonly problems: readonly { readonly name: string; readonly message: string }[];
}) {
  return (
    <div role="alert">
      {problems.length === 0 ? null : (
        <ul class="problems">
          {problems.map(({ name, message }) => (
            <li key={`${name} ${message}`}>
              <strong>{name}</strong> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
