import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../live/live-settings.ts';
import { createSettingsState } from './settings-state.ts';

const state = (query = '') => createSettingsState(new URLSearchParams(query));

describe('settings that are being edited', () => {
  it('take what is valid', () => {
    const edited = state();
    edited.edit('blocks', '4');
    edited.edit('learningRate', '0.05');
    expect(edited.settings.value).toEqual({ ...defaultSettings, blocks: 4, learningRate: 0.05 });
    expect(edited.valid.value).toBe(true);
    edited.edit('learningRate', '');
    expect(edited.settings.value.learningRate).toBeNull();
  });

  it('keep the last valid value, the text as typed, and say what is wrong', () => {
    const edited = state('blocks=4');
    edited.edit('blocks', '4x');
    expect(edited.settings.value.blocks).toBe(4);
    expect(edited.texts.value.blocks).toBe('4x');
    expect(edited.problems.value.blocks).toBe('Expected a whole number from 1 to 111.');
    expect(edited.valid.value).toBe(false);
    edited.edit('blocks', '5');
    expect(edited.problems.value).toEqual({});
    expect(edited.valid.value).toBe(true);
  });

  it('say what a link got wrong until that is edited, and can start all the same', () => {
    const edited = state('seed=x&batch=8');
    expect(edited.problems.value.seed).toContain('“x”');
    expect(edited.texts.value).toMatchObject({ seed: '1', batchSize: '8' });
    expect(edited.valid.value).toBe(true);
    edited.edit('batchSize', '4');
    expect(edited.problems.value.seed).toContain('“x”');
    edited.edit('seed', '2');
    expect(edited.problems.value).toEqual({});
  });

  it('refuse a net beside itself', () => {
    const edited = state();
    edited.edit('family', 'resnet');
    expect(edited.valid.value).toBe(false);
    expect(edited.problems.value.beside).toContain('Both nets are the same');
    edited.edit('beside', 'none');
    expect(edited.valid.value).toBe(true);
  });
});
