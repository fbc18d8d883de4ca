/**
 * A file name out of these parts that every system takes: letters, digits, dots and dashes, not too long.
 *
 * @example
 * fileName(['ResNet 164', 'loss'], 'svg'); // ResNet-164-loss.svg
 */
export function fileName(parts: readonly string[], extension: string): string {
  const words = parts.map((part) =>
    part
      .normalize('NFKD')
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 60),
  );
  const name = words.filter((word) => word !== '').join('-');
  return `${name === '' ? 'chart' : name}.${extension}`;
}
