import { describe, expect, it } from 'vitest';
// Counted in PyTorch: the authors' release and the papers' networks (see that folder's README).
import golden from '../../../tests/fixtures/golden/model_sizes.json' with { type: 'json' };
import { modelSize } from './model-size.ts';
import { architectures, families, findArchitecture } from './registry.ts';

interface GoldenSize {
  readonly params_cifar10: number;
  readonly params_cifar100?: number;
  readonly convs: number;
}

describe('modelSize', () => {
  it.each(Object.entries<GoldenSize>(golden))('%s as in PyTorch', (name, size) => {
    const [, family, blocks] = /^(.*)-n(\d+)$/.exec(name) as unknown as [string, string, string];
    const architecture = findArchitecture(family, Number(blocks));
    const count = (classes: number) => modelSize(architecture.build(classes).network);
    // Without any backend: a network that is only described takes no memory.
    const cifar10 = count(10);
    expect(cifar10).toEqual({ parameters: size.params_cifar10, convolutions: size.convs });
    if (size.params_cifar100 !== undefined) expect(count(100).parameters).toBe(size.params_cifar100);
    // The head alone knows the classes: 256 features and a bias for each.
    expect(count(100).parameters - cifar10.parameters).toBe(90 * 257);
  });

  it('is that of ResNet without shortcuts for plain nets, and of ProcResNet without transitions for 2018', () => {
    const size = (name: string) => modelSize(findArchitecture(name).build(10).network);
    expect(size('plain-bn-164').convolutions).toBe(size('resnet-164').convolutions - 3);
    expect(size('plain-164').convolutions).toBe(size('plain-bn-164').convolutions);
    expect(size('plain-164').parameters).toBeLessThan(size('plain-bn-164').parameters);
    // 2018: stem 3→16 for 3→64, no transitions 64→128→256.
    expect(size('procresnet-2018-164').convolutions).toBe(size('procresnet-166').convolutions - 2);
    expect(size('procresnet-166').parameters - size('procresnet-2018-164').parameters).toBe(
      9 * 3 * 48 + 64 * 128 + 128 * 256,
    );
  });

  it('counts the layers that the depth in a name stands for', () => {
    for (const { name, depth, build } of architectures) {
      const { convolutions } = modelSize(build(10).network);
      // ResNet's projection shortcuts lie beside the branches; the linear layer is one more.
      const beside = name.startsWith('resnet-') ? 3 : 0;
      expect(convolutions - beside + 1, name).toBe(depth);
    }
    expect(architectures).toHaveLength(families.flatMap(({ depths }) => depths).length);
  });
});
