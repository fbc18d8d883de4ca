/** The whole page. */
export function App() {
  return <h1>Procrustes</h1>;
}
