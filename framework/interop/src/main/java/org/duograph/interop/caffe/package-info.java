/**
 * Models of Caffe, translated to nets of the workspace face: {@link
 * org.duograph.interop.caffe.CaffeNet} reads the two files of a model, {@link
 * org.duograph.interop.caffe.CaffeTranslator} makes an init net and a predict net of it, {@link
 * org.duograph.interop.caffe.Verification} runs these beside plain loops that do what Caffe's
 * layers are defined to do.
 *
 * <p>All that is known of a type of layer stands in one place, a {@code LayerType}: the shapes of
 * what it writes, its translation, and its loops. They live in families ({@code ConvLayers}, {@code
 * PoolLayers}, ...), and {@code LayerTypes} lists them. The loops know nothing of our operators, so
 * that a mistake in a translation shows.
 *
 * <p>What does not live here: the operators themselves, and the net once it is translated, which is
 * a net like others.
 *
 * <p>Read in this order: {@code CaffeNet}, {@code CaffeLayer}, {@code LayerType}, {@code
 * ActivationLayers}, {@code TranslationSite}, {@code CaffeTranslator}, {@code ConvLayers}, {@code
 * PoolLayers}, {@code Verification}.
 */
package org.duograph.interop.caffe;
