package org.duograph.lite.model;

/**
 * What the whole numbers of a quantised tensor mean: {@code real = scale * (number - zero)}.
 *
 * <p>Weights may have a scale for each slice along one axis; everything else has one scale. Source:
 * Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only
 * inference", 2018.
 */
public final class Quantization {
    private final float[] scales;
    private final int[] zeros;
    private final int axis;

    /**
     * A meaning of whole numbers.
     *
     * @param scales one, or one for each slice; not copied
     * @param zeros the numbers that mean 0, as many as scales; not copied
     * @param axis along which the slices lie
     */
    public Quantization(float[] scales, int[] zeros, int axis) {
        this.scales = scales;
        this.zeros = zeros;
        this.axis = axis;
    }

    /** One scale for all numbers. */
    public static Quantization of(float scale, int zero) {
        return new Quantization(new float[] {scale}, new int[] {zero}, 0);
    }

    /** The scale of all numbers, or of the first slice. */
    public float scale() {
        return scales[0];
    }

    /** The number that means 0, in the first slice. */
    public int zero() {
        return zeros[0];
    }

    /** How many scales there are. */
    public int count() {
        return scales.length;
    }

    /** The scale of slice {@code i}; where there is one scale, that. */
    public float scale(int i) {
        return scales.length == 1 ? scales[0] : scales[i];
    }

    /** The number that means 0 in slice {@code i}. */
    public int zero(int i) {
        return zeros.length == 1 ? zeros[0] : zeros[i];
    }

    /** The axis along which the slices lie. */
    public int axis() {
        return axis;
    }

    /** The whole number nearest to {@code real}, within the range of {@code type}. */
    public int quantize(double real, ElementType type) {
        long nearest = Math.round(real / scales[0]) + zeros[0];
        long least = type == ElementType.UINT8 ? 0 : -128;
        return (int) Math.max(least, Math.min(least + 255, nearest));
    }

    /** What a whole number means. */
    public float real(int number) {
        return scales[0] * (number - zeros[0]);
    }

    /** Whether both mean the same by every number. */
    public boolean sameAs(Quantization other) {
        return other != null
                && count() == 1
                && other.count() == 1
                && scale() == other.scale()
                && zero() == other.zero();
    }

    @Override
    public String toString() {
        return scales.length == 1
                ? scales[0] + " * (q - " + zeros[0] + ")"
                : scales.length + " scales along axis " + axis;
    }
}
