export { EventWriter, type EventWriterSettings } from './event-writer.ts';
