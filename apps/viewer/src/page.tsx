import './shell/styles/index.css';
import { chartStyles } from '@procrustes/charts';
import { render } from 'preact';
import { createLiveTraining } from './live/create-live-training.ts';
import { Pictures } from './pictures/pictures.tsx';
import { warmCanvas } from './pictures/warm-canvas.ts';
import { createRunLibrary } from './runs/create-run-library.ts';
import { App } from './shell/app.tsx';

const sheet = document.createElement('style');
sheet.textContent = chartStyles();
document.head.prepend(sheet);

const page = document.getElementById('page') as HTMLElement;
render(<App live={createLiveTraining()} library={createRunLibrary()} Pictures={Pictures} />, page);
warmCanvas();
