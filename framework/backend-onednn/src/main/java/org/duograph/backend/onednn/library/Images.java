package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;

/** How images stand, as far as several kernel families need to know. */
public final class Images {
    private Images() {}

    /** An order of the numbers of an image; the same for images of all sizes. */
    public enum Format {
        /** Plane after plane. */
        PLAIN("plain", 1, 0),
        /** Pixel after pixel. */
        CHANNELS_LAST("nhwc", 1, dnnl_acdb),
        /** Blocks of eight channels, as AVX2 likes. */
        BLOCKS_OF_8("nChw8c", 8, dnnl_aBcd8b),
        /** Blocks of sixteen channels, as AVX-512 likes. */
        BLOCKS_OF_16("nChw16c", 16, dnnl_aBcd16b);

        private final String layoutName;
        private final int block;
        private final int tag;

        Format(String layoutName, int block, int tag) {
            this.layoutName = layoutName;
            this.block = block;
            this.tag = tag;
        }

        /** The format of a layout, or null where it is none of these. */
        public static Format of(DnnlLayout layout) {
            for (Format f : values()) {
                if (f.layoutName.equals(layout.toString())) {
                    return f;
                }
            }
            return null;
        }

        /** The blocks that this processor likes. */
        public static Format blocked() {
            return OneDnn.hasAvx512() ? BLOCKS_OF_16 : BLOCKS_OF_8;
        }

        /**
         * The format of the first of these that do not stand plane by plane, else one in which the
         * library is fast: working on planes it is up to fifty times slower.
         */
        public static Format fast(long channels, DnnlLayout... standing) {
            for (DnnlLayout layout : standing) {
                Format format = layout.isOfItsShape() ? of(layout) : null;
                if (format != null && format != PLAIN) {
                    return format;
                }
            }
            return channels < blocked().block ? CHANNELS_LAST : blocked();
        }

        /** Images of {@code dims} (N, C, H, W) in this format. */
        public dnnl_memory_desc desc(Draft d, long... dims) {
            return this == PLAIN ? d.dense(dims) : d.tagged(tag, dims);
        }

        /** Whether images of so many channels fill it without padding. */
        public boolean isFilledBy(long channels) {
            return channels % block == 0;
        }

        /** Channels that stand next to each other, if neither all nor none do. */
        public int block() {
            return block;
        }
    }

    /**
     * A descriptor with the axes of the array.
     *
     * @param desc of N x C x H x W, or of filters in that order
     * @param nhwc whether the array is N x H x W x C
     */
    public static dnnl_memory_desc asArray(Draft d, dnnl_memory_desc desc, boolean nhwc) {
        return nhwc ? d.permuted(desc, 0, 3, 1, 2) : desc;
    }

    /**
     * M x C x kh x kw filters that stand as a C x M matrix for each tap, with the axes of the
     * array.
     */
    public static dnnl_memory_desc filtersByTap(Draft d, boolean nhwc, long... dims) {
        return asArray(d, d.tagged(dnnl_cdba, dims), nhwc);
    }
}
