/**
 * Convolution with 3 x 3 filters by Winograd's minimal filtering: fewer multiplications for more
 * additions. A folder that one may skip: {@code ConvKernels} offers it as one alternative among
 * others.
 *
 * <p>What happens to one tile of one image, of each channel:
 *
 * <pre>
 *   6 x 6 pixels of the input               3 x 3 numbers of a filter
 *   +-----------+                           +-----+
 *   | . . . . . |                           | . . |
 *   | . . . . . |                           | . . |
 *   | . . . . . |                           +-----+
 *   +-----------+                              |
 *         | spread:                            | spread:
 *         v sums of neighbours                 v sums of neighbours
 *   +-----------+        one by one         +-----------+
 *   | 36 sums   |  -----    times   -----   | 36 sums   |     36 multiplications, where the
 *   +-----------+             |             +-----------+     direct way takes 16 x 9 = 144
 *                             v
 *                       +-----------+
 *                       | 36        |   added up over all channels: here the tiles of all
 *                       | products  |   images meet all filters, in 36 products of matrices
 *                       +-----------+
 *                             | gather:
 *                             v sums of neighbours
 *                        +---------+
 *                        | . . . . |
 *                        | . . . . |    4 x 4 pixels of the output
 *                        +---------+
 * </pre>
 *
 * <p>The next tile begins 4 pixels further on, so tiles of the input overlap by 2. Tiles of 4 x 4
 * that give 2 x 2 pixels work alike, for small images.
 *
 * <p>Read {@link org.duograph.backend.onednn.winograd.WinogradTransform} first, which holds the
 * numbers of the sums, then {@link org.duograph.backend.onednn.winograd.WinogradKernels}, which
 * draws forward pass and gradients, then {@link org.duograph.backend.onednn.winograd.WinogradSide},
 * the way from pixels to products and back.
 *
 * <p>What it gained, forward, batch 64, two cores of a Zen 5 with AVX-512, against the library's
 * best direct convolution in the same run: 512 to 512 channels of 4 x 4, 21.2 to 7.6 ms; 128 to 128
 * of 16 x 16, 11.5 to 5.9 ms; 64 to 64 of 16 x 16, 3.1 to 2.6 ms. A training step of VGG-16 took
 * 241 ms, and 253 ms with columns first, images not shared out and all filters transformed at once.
 * {@link org.duograph.backend.tuning.Tuner} writes what it measured into its file.
 *
 * <p>The transforms are what limits it. On two cores of a Xeon (Emerald Rapids) they take 11 to 14
 * cycles for 16 numbers, and copying these from the second cache to the second cache takes 6:
 * matrices with fewer zeros (two tiles of a column at a time, or one) are no faster. Nor is
 * transforming columns only, with convolutions of 1 x 3 as products: 32 to 32 channels of 32 x 32
 * take as long as directly, 64 to 64 of 16 x 16 take 2.9 ms, both ways transformed 2.4, directly
 * 3.5.
 */
package org.duograph.backend.onednn.winograd;
