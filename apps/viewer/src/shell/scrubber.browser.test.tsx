import { signal } from '@preact/signals';
import { render } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createPlayBack } from './play-back.ts';
import { Scrubber, scrubBy } from './scrubber.tsx';

const steps = signal<readonly number[]>([10, 20, 30, 40]);
const cursor = signal<number | null>(null);
const root = document.createElement('div');

const mounted = () => {
  steps.value = [10, 20, 30, 40];
  cursor.value = null;
  document.body.append(root);
  render(<Scrubber steps={steps} cursor={cursor} playBack={createPlayBack(steps, cursor)} />, root);
  return page.getByRole('slider', { name: 'Step' });
};

afterEach(() => {
  render(null, root);
  root.remove();
});

describe('the scrubber', () => {
  it('moves the cursor by the arrow keys, and follows the newest at the end', async () => {
    const slider = mounted();
    (slider.element() as HTMLElement).focus();
    await expect.element(slider).toHaveAttribute('aria-valuetext', 'step 40, the newest');
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(cursor.value).toBe(20);
    await expect.element(slider).toHaveAttribute('aria-valuetext', 'step 20');
    await userEvent.keyboard('{Home}');
    expect(cursor.value).toBe(10);
    await userEvent.keyboard('{End}');
    expect(cursor.value).toBeNull();
  });

  it('stays where it is while steps arrive, unless it follows', async () => {
    const slider = mounted();
    cursor.value = 20;
    steps.value = [10, 20, 30, 40, 50];
    await expect.element(slider).toHaveValue('1');
    await page.getByRole('button', { name: 'Follow newest' }).click();
    await expect.element(slider).toHaveValue('4');
    steps.value = [...steps.value, 60];
    await expect.element(slider).toHaveValue('5');
  });

  it('shows the last step until a cursor between two', async () => {
    const slider = mounted();
    cursor.value = 35;
    await expect.element(slider).toHaveValue('2');
  });

  it('has nothing to do before two steps are there', async () => {
    const slider = mounted();
    steps.value = [];
    await expect.element(slider).toBeDisabled();
    await expect.element(slider).toHaveAttribute('aria-valuetext', 'nothing recorded yet');
  });
});

describe('scrubBy', () => {
  it('stays within the recorded steps', () => {
    const at = signal<number | null>(null);
    scrubBy(-1, [1, 2, 3], at);
    expect(at.value).toBe(2);
    scrubBy(-5, [1, 2, 3], at);
    expect(at.value).toBe(1);
    scrubBy(5, [1, 2, 3], at);
    expect(at.value).toBeNull();
    scrubBy(1, [], at);
    expect(at.value).toBeNull();
  });
});
