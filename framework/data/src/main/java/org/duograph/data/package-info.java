/**
 * Labelled images: files in, arrays out.
 *
 * <p>Here live the readers of the CIFAR-10 and MNIST file formats, the search for those files
 * (folders, cache, download), a folder of one's own images, a synthetic data set for machines
 * without a network, and the batches that training reads: shuffled, augmented, normalised and
 * prepared ahead on another thread.
 *
 * <p>What does not live here: nets, training, anything that prints. This package knows only {@code
 * org.duograph.tensor}; what it has to say to people it says through the callbacks it is given;
 * {@code ProgressBar} is one to give.
 *
 * <p>Read in this order: {@code ImageShape}, {@code Images}, {@code PixelReader}, {@code DataSet};
 * {@code Cifar10}, {@code Idx}, {@code Mnist}, {@code Shapes10}, {@code ImageFolder}; {@code
 * DataSources}, {@code Download}, {@code TarGz}; {@code Normalization}, {@code Augmentation},
 * {@code Batches}, {@code BatchReader}; {@code Picture}; {@code ImageGrid}, {@code PictureSheet},
 * {@code Confusion}; {@code ProgressBar}.
 */
package org.duograph.data;
