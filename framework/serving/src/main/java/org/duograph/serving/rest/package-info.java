/**
 * TensorFlow Serving's REST interface, and that of the Open Inference Protocol beside it.
 *
 * <p>What does not live here: JSON itself ({@code json}), and how arrays get to a model ({@code
 * batch}).
 *
 * <p>Read in this order: {@code RestServer}, {@code ModelPath}, {@code PredictApi}, {@code
 * TensorReader}, {@code TensorWriter}; {@code ExamplesApi}; {@code StatusJson}, {@code
 * MetadataJson}; {@code OpenInferenceApi}.
 */
package org.duograph.serving.rest;
