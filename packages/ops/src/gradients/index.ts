/**
 * Registers the gradients of TensorFlow.js's own operations, which its core leaves to the importer. This package's
 * operations do not need them: they are for a model that also uses stock ones.
 *
 * For bundlers; Node cannot resolve the inner imports and gets them bundled (bundle-gradients.mjs).
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
